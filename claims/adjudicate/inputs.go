package adjudicate

import "strconv"

// StepInput is what a rule looked at, by its name.
type StepInput struct{ Name, Value string }

// Inputs returns what a rule looked at, but for the other claim that [Detail.Claim] names.
// Days are YYYY-MM-DD, counts and days of a window are whole numbers.
func (d *Detail) Inputs() []StepInput {
	var inputs []StepInput
	add := func(name, value string) {
		if value != "" {
			inputs = append(inputs, StepInput{name, value})
		}
	}
	count := func(name string, n int) {
		if n != 0 {
			inputs = append(inputs, StepInput{name, strconv.Itoa(n)})
		}
	}
	if d.Date != 0 {
		add("date", d.Date.String())
	}
	add("kind", d.Kind)
	add("class", d.Class)
	if d.Code.Value != "" {
		add("code", string(d.Code.System)+" "+d.Code.Value)
	}
	add("text", d.Text)
	count("line", d.Line)
	count("found", d.Found)
	count("limit", d.Limit)
	count("indicator", d.Indicator)
	count("days", d.Days)
	return inputs
}
