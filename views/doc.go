// Package views is the one way out: it loads what the API shows, decides who may
// see it, decrypts it and records the access.
//
// Every read of claims is one joined SQL statement, already bounded to what the
// principal of the context may see, and is checked once more by the policy. What
// a principal may not know of is not found, never forbidden. A claim's status is
// given by [claims.Progress] alone. Auditors see amounts, statuses and the codes of
// decisions; what names the patient or says what was treated is taken away.
//
// Whose claims were read is recorded before anything is shown: in one record a
// request ([WithAccess], [Views.RecordAccess]), or at once where no request
// collects them.
package views
