package fhir

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

// The wire shapes of a ClaimResponse, as far as a payer's answer needs them.

type wireAnswer struct {
	Status       string             `json:"status"`
	Use          string             `json:"use"`
	Outcome      string             `json:"outcome"`
	Created      string             `json:"created"`
	Insurer      wireReference      `json:"insurer"`
	Adjudication []wireAdjudication `json:"adjudication"`
	Item         []wireAnswerItem   `json:"item"`
	AddItem      []json.RawMessage  `json:"addItem"`
	Total        []wireAdjudication `json:"total"`
}

type wireAnswerItem struct {
	ItemSequence int                `json:"itemSequence"`
	Adjudication []wireAdjudication `json:"adjudication"`
	Detail       []json.RawMessage  `json:"detail"`
}

// readAnswer keeps what is needed of a ClaimResponse; of one of another shape nothing.
func (w *wireResource) readAnswer(raw []byte) {
	answer := new(wireAnswer)
	if w.ResourceType == "ClaimResponse" && json.Unmarshal(raw, answer) == nil {
		w.answer = answer
	}
}

// answerReader reads one payer's answer.
type answerReader struct {
	*reader
	path  string
	payer claims.PriorPayer
}

// readPriorPayers reads what the payers of other insurances answered, in the order of
// their sequence. In R4 that is the claimResponse of an insurance other than the focal
// one.
func (r *reader) readPriorPayers() {
	type answered struct {
		wireInsurance
		at int
	}
	var before []answered
	for i, insurance := range r.wire.Insurance {
		switch {
		case insurance.ClaimResponse == nil:
		case i == r.focal():
			r.fault(errs.CoordinationInvalid, fmt.Sprintf(".insurance[%d].claimResponse", i), "the insurance that is asked to pay has not answered")
		default:
			before = append(before, answered{insurance, i})
		}
	}
	slices.SortStableFunc(before, func(a, b answered) int { return cmp.Compare(a.Sequence, b.Sequence) })
	for _, insurance := range before {
		a := answerReader{reader: r, path: fmt.Sprintf(".insurance[%d].claimResponse", insurance.at)}
		a.read(&insurance.wireInsurance)
		r.claim.Claim.PriorPayers = append(r.claim.Claim.PriorPayers, a.payer)
	}
}

func (a *answerReader) refuse(code errs.Code, path, text string) { a.fault(code, a.path+path, text) }

func (a *answerReader) read(insurance *wireInsurance) {
	resource := a.scope.find(a.inside, insurance.ClaimResponse.parse())
	if resource == nil || resource.answer == nil {
		a.refuse(errs.ReferenceUnresolved, "", "the answer of the payer is not in the document")
		return
	}
	answer := resource.answer
	isAnswer := answer.Status == "active" && answer.Use == "claim" && (answer.Outcome == "complete" || answer.Outcome == "partial")
	if !isAnswer {
		a.refuse(errs.StatusUnsupported, ".outcome", "only an active answer to a claim for payment says what was paid")
	}
	a.payer.Payer = a.nameOf(answer, insurance)
	date, err := dateOf(answer.Created)
	if err != nil {
		a.refuse(errs.DateInvalid, ".created", "not a full date")
	}
	a.payer.AnswerDate = date
	if len(answer.AddItem) > 0 {
		a.refuse(errs.CoordinationInvalid, ".addItem", "an answer to what was not billed cannot be placed")
	}
	for i := range answer.Item {
		a.readItem(&answer.Item[i], fmt.Sprintf(".item[%d]", i))
	}
	a.readWhole(answer)
}

// nameOf returns how the payer is named: by its identifier, its name, or its id.
func (a *answerReader) nameOf(answer *wireAnswer, insurance *wireInsurance) string {
	references := []wireReference{answer.Insurer}
	if coverage := a.scope.find(a.inside, insurance.Coverage.parse()); coverage != nil {
		references = append(references, coverage.Payor...)
	}
	for _, wire := range references {
		reference := wire.parse()
		party := partyOf(reference, a.scope.find(a.inside, reference))
		if name := cmp.Or(party.Identifier.Value, party.Name, reference.ID); name != "" {
			return name
		}
	}
	return ""
}

// readItem reads the answer to an item. One to an item without a charge may stand if it
// says nothing.
func (a *answerReader) readItem(item *wireAnswerItem, path string) {
	paid, adjustments := a.sort(item.Adjudication, path)
	at := slices.IndexFunc(a.claim.Claim.Lines, func(l claims.Line) bool { return l.Sequence == item.ItemSequence })
	switch {
	case at < 0:
		a.refuse(errs.LineSequenceInvalid, path+".itemSequence", "the claim has no item of this sequence")
	case len(item.Detail) > 0:
		a.refuse(errs.CoordinationInvalid, path+".detail", "an answer is read of items, not of their details")
	case !a.claim.Claim.Lines[at].IsAdjudicated() && len(adjustments) == 0 && (paid == nil || paid.IsZero()):
	default:
		line := claims.PriorLine{Sequence: item.ItemSequence, Adjustments: adjustments}
		if paid == nil {
			a.refuse(errs.FieldRequired, path+".adjudication", "what the payer paid is missing: category benefit or paidtoprovider")
		} else {
			line.Paid = *paid
		}
		a.payer.Lines = append(a.payer.Lines, line)
	}
}

// readWhole reads the answer to the claim: what was paid is adjudicated for the claim,
// else totalled, else what its items come to less the claim's adjustments.
func (a *answerReader) readWhole(answer *wireAnswer) {
	paid, adjustments := a.sort(answer.Adjudication, "")
	a.payer.Adjustments = adjustments
	if paid == nil {
		for i := range answer.Total {
			if isPaid(&answer.Total[i]) {
				paid = a.amount(&answer.Total[i], fmt.Sprintf(".total[%d]", i))
			}
		}
	}
	switch {
	case paid != nil:
		a.payer.Paid = *paid
	case len(answer.Item) == 0:
		a.refuse(errs.FieldRequired, ".total", "what the payer paid is missing: category benefit or paidtoprovider")
	default:
		sum := int64(0)
		for i := range a.payer.Lines {
			sum += a.payer.Lines[i].Paid.Cents()
		}
		for _, adjustment := range adjustments {
			sum -= adjustment.Amount.Cents()
		}
		a.payer.Paid = money.Cents(sum)
	}
}

// sort reads adjudications: what was paid, nil where none says so, and the adjustments.
// What repeats others (submitted, eligible) is passed over, and what is known as none of
// these is a fault: nothing is dropped silently.
func (a *answerReader) sort(adjudications []wireAdjudication, path string) (paid *money.Amount, adjustments []claims.PriorAdjustment) {
	for i := range adjudications {
		one, at := &adjudications[i], fmt.Sprintf("%s.adjudication[%d]", path, i)
		if one.Amount == nil {
			continue
		}
		group, carc := one.adjustment()
		switch category := one.category(); {
		case carc != "":
			if amount := a.amount(one, at); amount != nil {
				adjustments = append(adjustments, claims.PriorAdjustment{Group: group, CARC: carc, Amount: *amount})
			}
		case isPaid(one):
			paid = a.amount(one, at)
		case category == "submitted" || category == "eligible":
		default:
			a.refuse(errs.CoordinationInvalid, at, "an adjustment needs its group and reason code")
		}
	}
	return paid, adjustments
}

func isPaid(a *wireAdjudication) bool {
	category := a.category()
	return category == "benefit" || category == "paidtoprovider"
}

// category returns the last step of the category's code.
func (a *wireAdjudication) category() string {
	code := a.Category.code()
	return code[strings.LastIndexByte(code, '/')+1:]
}

// Code systems of X12's lists as CMS and CARIN name them, scheme aside.
const (
	systemGroup = "//x12.org/codes/claim-adjustment-group-codes"
	systemCARC  = "//x12.org/codes/claim-adjustment-reason-codes"
)

// costShares are the categories that say group and reason by themselves.
var costShares = map[string]string{
	"deductible": codes.CARCDeductible, "coinsurance": codes.CARCCoinsurance, "copay": codes.CARCCopay,
}

// adjustment returns the group and the reason code of an adjustment, from the codings of
// its category and reason; both are "" of what is none.
func (a *wireAdjudication) adjustment() (group codes.Group, carc string) {
	codings := slices.Clone(a.Category.Coding)
	if a.Reason != nil {
		codings = append(codings, a.Reason.Coding...)
	}
	for _, coding := range codings {
		switch withoutScheme(coding.System) {
		case systemGroup:
			group = codes.Group(coding.Code)
		case systemCARC:
			carc = coding.Code
		}
	}
	switch share, isShare := costShares[a.category()]; {
	case group != "" && carc != "":
		return group, carc
	case isShare && group == "" && carc == "":
		return codes.PatientResponsibility, share
	}
	return "", ""
}

// withoutScheme returns a URI in small letters, its scheme and a last slash left off.
func withoutScheme(uri string) string {
	key := strings.ToLower(strings.TrimSuffix(uri, "/"))
	if _, rest, isFound := strings.Cut(key, ":"); isFound && strings.HasPrefix(rest, "//") {
		return rest
	}
	return key
}

// amount reads an amount, which may be negative; nil where it is a fault.
func (a *answerReader) amount(adjudication *wireAdjudication, path string) *money.Amount {
	if adjudication.Amount == nil {
		a.refuse(errs.FieldRequired, path+".amount", "the amount is missing")
		return nil
	}
	value := *adjudication.Amount
	unsigned, isNegative := strings.CutPrefix(value.Value.String(), "-")
	value.Value = json.Number(unsigned)
	amount, code := amountOf(value)
	if code != "" {
		a.refuse(code, path+".amount", textOfAmount(code))
		return nil
	}
	if isNegative {
		amount = money.Cents(-amount.Cents())
	}
	return &amount
}
