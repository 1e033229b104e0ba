// Package errs is the one table of error codes. A sentinel carries its code; the
// API shows the code and nothing of an error that has none.
package errs

import "errors"

// Code is a stable name of an error, as clients see it.
type Code string

// Error is a sentinel with a code and a text that is safe to show.
type Error struct {
	Code Code
	Text string
}

// New returns a sentinel. Call it at package level only.
func New(code Code, text string) *Error { return &Error{Code: code, Text: text} }

// Error returns the text that may be shown to anybody.
func (e *Error) Error() string { return e.Text }

// CodeOf returns the code of the first coded error in err's tree, or
// [Internal] when there is none.
func CodeOf(err error) Code {
	var fault *Fault
	if errors.As(err, &fault) {
		return fault.Code
	}
	var coded *Error
	if errors.As(err, &coded) {
		return coded.Code
	}
	return Internal
}

// Fault is one reason why an input is not accepted. Path names the field in the
// API's words, never its value.
type Fault struct {
	Code Code   `json:"code"`
	Path string `json:"path"`
	Text string `json:"text"`
}

// Error returns the text and the path.
func (f *Fault) Error() string { return f.Text + " at " + f.Path }
