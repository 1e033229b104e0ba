package claims

import "github.com/clearclaim/clearclaim/claims/money"

// PriorAmounts is how the payers before left an adjudicated line, as the ledger takes
// it: docs/commitment.md, section 5. Together Paid and Owed are not above the charge.
type PriorAmounts struct {
	// Paid is what they paid together.
	Paid money.Amount
	// Owed is what the patient still owed after the last of them.
	Owed money.Amount
	// Allowed is the allowed amount of those payers that the plan's rule chooses among
	// theirs; zero where none of them covers the line.
	Allowed money.Amount
}
