// Package cob coordinates benefits: which of a patient's coverages pays first
// ([Rules.Order]), and what a plan pays after others ([Determine]).
//
// The order is that of the NAIC Coordination of Benefits Model Regulation
// (MO-120, October 2013), section 6, with Medicare and Medicaid put in their
// places by federal law, whose thresholds are rows of a table. The amounts follow
// section 7. A plan's settings are [coverage.Coordination].
package cob
