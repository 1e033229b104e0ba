package apiclient

// Documents that the commands of clearclaim send, and of a submission what it asks for.
const (
	submittedFields = `accepted { index id } rejected { index faults { code path message } } acknowledgement { root acceptedAt receiptBy signature }`

	claimDocument    = `query($id: ID!) { claim(id: $id) { ` + claimFields + ` } }`
	progressDocument = `query($id: ID!) { claim(id: $id) { ` + progressFields + ` } }`
	proofDocument    = `query($id: ID!) { claimProof(id: $id) }`
)

// Documents returns what the commands submit, status, verify and plan of clearclaim send,
// for servers that answer trusted documents alone.
func Documents() []string {
	return []string{mutationOf("submitClaims", submittedFields, true), claimDocument, proofDocument, planOfDocument, planDocument}
}
