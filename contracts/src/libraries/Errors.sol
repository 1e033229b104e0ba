// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Errors
/// @notice Every error of the contracts, declared once. Their names have a code of the same words in the API.
library Errors {
    /*//////////////////////////////////////////////////////////////////////////
                                      ROLES
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Thrown when `account` does not hold the role, or holds it only with a delay.
    error RoleMissing(uint64 role, address account);

    /*//////////////////////////////////////////////////////////////////////////
                                  ORGANIZATIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Thrown when an id is zero or in use.
    error IdTaken(uint32 id);

    /// @notice Thrown when an address is zero, or not what its place asks for.
    error AddressInvalid(address given);

    /// @notice Thrown when no insurer has the id.
    error InsurerNotFound(uint32 insurer);

    /// @notice Thrown when no provider has the id.
    error ProviderNotFound(uint32 provider);

    /*//////////////////////////////////////////////////////////////////////////
                                      PLANS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Thrown when no plan of the insurer has the id. Also a reason to leave a claim out.
    error PlanNotFound(uint32 plan);

    /// @notice Thrown when a plan has no class or more than 64.
    error PlanClassCountInvalid(uint256 count);

    /// @notice Thrown when a class's coinsurance is above the whole.
    error CoinsuranceRateInvalid(uint256 classIndex, uint16 coinsuranceBps);

    /// @notice Thrown when an individual limit is above the family's, or an amount is 2^36 cents or more.
    error PlanLimitInvalid(uint40 individualCents, uint40 familyCents);

    /// @notice Thrown when a limit's counter has no place of its own, or a class names a limit that is not there.
    error PlanCounterInvalid(uint256 position);

    /// @notice Thrown when a clock of a plan does not run, or its interest does not ascend by day.
    error PlanClockInvalid();

    /*//////////////////////////////////////////////////////////////////////////
                                    COVERAGES
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Thrown when a coverage year's id is already in use with the insurer.
    error CoverageAlreadyEnrolled(uint64 coverageYear);

    /// @notice Thrown when a coverage year is not enrolled with the insurer. Also a reason to leave a claim out.
    error CoverageYearNotFound(uint64 coverageYear);

    /// @notice Thrown when a family year is not known to the insurer.
    error FamilyYearNotFound(uint32 familyYear);

    /// @notice Thrown when the insurer has no such extension.
    error ExtensionNotFound(uint64 extension);

    /// @notice Thrown when a span is empty or starts before day 1.
    error SpanInvalid(uint24 startDay, uint24 endDay);

    /*//////////////////////////////////////////////////////////////////////////
                                    ENCODINGS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Thrown when packed bytes end too early, go on too long or carry an unknown mark.
    error EncodingMalformed(uint256 offset);

    /// @notice Thrown when a table's entry is not above the one before it.
    error TableNotAscending(uint256 position);

    /// @notice Thrown when a coverage's family in the table is not the one that it was enrolled with.
    error FamilyMismatch(uint64 coverageYear);

    /// @notice Thrown when a settlement's tables give a coverage year another extension than it was enrolled with, or an
    /// enrolment one that its plan does not have.
    error ExtensionMismatch(uint64 coverageYear);

    /*//////////////////////////////////////////////////////////////////////////
                                     BATCHES
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Thrown when a batch's sequence is not the insurer's last one plus one.
    error BatchSequenceInvalid(uint32 expected, uint32 given);

    /// @notice Thrown when a batch has no submission.
    error BatchEmpty();

    /// @notice Thrown when a batch has more than 512 claims.
    error BatchTooLarge(uint256 count);

    /// @notice Thrown when a batch was not received.
    error BatchNotFound(uint32 insurer, uint32 batch);

    /// @notice Thrown when a header is not that of the batch as it stands.
    error BatchHeaderMismatch(uint32 insurer, uint32 batch);

    /// @notice Thrown when the insurer is paused.
    error InsurerPaused(uint32 insurer);

    /// @notice Why a replacement or a void is left out of a settlement: it is decided by path.
    error CorrectionInSettlement(uint256 claimNumber);

    /// @notice Thrown when a batch was settled before.
    error BatchAlreadySettled(uint32 insurer, uint32 batch);

    /// @notice Thrown when a batch is not settled yet.
    error BatchNotSettled(uint32 insurer, uint32 batch);

    /// @notice Thrown when the leaves handed in do not give the root that was received.
    error ReceiptRootMismatch(bytes32 expected, bytes32 computed);

    /// @notice Thrown when a submission has no claim.
    error SubmissionEmpty(uint32 provider);

    /// @notice Thrown when a submission's sequence is not the pair's last one plus one.
    error SubmissionSequenceInvalid(uint32 provider, uint64 expected, uint64 given);

    /// @notice Thrown when a submission's deadline has passed.
    error SubmissionExpired(uint32 provider, uint64 deadline);

    /// @notice Thrown when a submission is not signed by the provider's registered signer.
    error SubmissionSignatureInvalid(uint32 provider);

    /*//////////////////////////////////////////////////////////////////////////
                                     CLAIMS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Thrown when a batch has no claim at the position.
    error ClaimNotFound(uint256 claimNumber);

    /// @notice Thrown when a claim was decided before.
    error ClaimAlreadyDecided(uint256 claimNumber);

    /// @notice Thrown when a claim and its path do not lead to the batch's root.
    error PathInvalid(uint256 claimNumber);

    /// @notice Thrown when a claim's interest is 2^36 cents or more. Also a reason to leave a claim out.
    error InterestOutOfRange(uint256 interestCents);

    /// @notice Thrown when a claim has no determination that could be undone.
    error ClaimNotDecided(uint256 claimNumber);

    /// @notice Thrown when a determination does not stand any more.
    error ClaimAlreadyReversed(uint256 claimNumber);

    /// @notice Thrown when a correction does not belong to what it is handed in with.
    error CorrectionUnrelated(uint256 claimNumber);

    /// @notice Thrown when an insurer would undo what is under appeal.
    error ClaimUnderAppeal(uint256 claimNumber);

    /// @notice Thrown when a claim was determined 255 times.
    error VersionsExhausted(uint256 claimNumber);

    /// @notice Thrown when a reversal gives no reasons.
    error ReversalReasonsMissing(uint256 claimNumber);

    /// @notice Thrown when a pend gives no reason: nothing else stops a clock.
    error PendReasonMissing(uint256 claimNumber);

    /// @notice Thrown when a claim is pended already.
    error ClaimAlreadyPended(uint256 claimNumber);

    /// @notice Thrown when a claim is not pended.
    error ClaimNotPended(uint256 claimNumber);

    /// @notice Thrown when evidence is handed in without its hash.
    error EvidenceHashMissing(uint256 claimNumber);

    /// @notice Thrown when a claim's clock has not run out, or was not found so.
    error ClaimNotOverdue(uint256 claimNumber);

    /// @notice Thrown when a claim is known to be overdue.
    error ClaimAlreadyOverdue(uint256 claimNumber);

    /// @notice Thrown when a provider's own receipt was contested before: once is all.
    error ReceiptAlreadyContested(uint32 insurer, uint32 batch);

    /// @notice Thrown when there is no contest to answer.
    error ReceiptNotContested(uint32 insurer, uint32 batch);

    /// @notice Thrown when encrypted claims are empty or too large.
    error CiphertextInvalid(uint256 length);

    /// @notice Thrown when a claim has no adjudicated line. Also a reason to leave a claim out.
    error ClaimWithoutLines();

    /// @notice Thrown when a line's class is neither the plan's nor 255. Also a reason to leave a claim out.
    error ClassUnknown(uint256 lineIndex);

    /// @notice Thrown when a line's allowed amount is above its charge. Also a reason to leave a claim out.
    error AllowedExceedsCharge(uint256 lineIndex);

    /// @notice Thrown when a claim has prior payers and its plan does not pay after others. Also a reason to leave a claim out.
    error PlanNotCoordinating(uint256 plan);

    /// @notice Thrown when what prior payers paid of a line and left to the patient is above its charge. Also a reason to leave a
    /// claim out.
    error PriorAmountsExceedCharge(uint256 lineIndex);

    /*//////////////////////////////////////////////////////////////////////////
                                      MONEY
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Thrown when the settlement token has no code, or fewer than 2 or more than 30 decimals.
    error TokenInvalid(address token);

    /// @notice Thrown when a deposit did not arrive whole: a token that takes a fee is not accepted.
    error DepositMismatch(uint256 expected, uint256 received);

    /// @notice Thrown when an insurer's free balance does not give the sum.
    error FundsInsufficient(uint256 available, uint256 requested);

    /// @notice Thrown when the insurer owes the provider nothing for the batch under the plan.
    error NothingOwed(uint32 insurer, uint32 batch, uint32 provider, uint32 plan);

    /// @notice Thrown when the gas left does not cover a transfer's allowance, so that a sender who is short of gas
    /// cannot turn a payout into a debt.
    error GasInsufficient(uint256 available, uint256 requested);

    /*//////////////////////////////////////////////////////////////////////////
                                  KEYS AND PAYEES
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Thrown when `proposed` is not what is proposed for the place, or nothing is.
    error ProposalNotFound(address proposed);

    /// @notice Thrown when a proposal is accepted or confirmed before its delay has passed.
    error ProposalNotReady(uint64 readyAt);

    /// @notice Thrown when `sender` is not the provider's signer.
    error SenderNotSigner(uint32 provider, address sender);

    /// @notice Thrown when `sender` is not the provider's guardian, nor another key that may act here.
    error SenderNotGuardian(uint32 provider, address sender);

    /// @notice Thrown when a signer that the guardian put in, and nobody confirmed, proposes a payee or guardian.
    error SignerUnconfirmed(uint32 provider, address signer);

    /// @notice Thrown when a second key is asked for and `sender` is one of the provider's own two.
    error SecondKeyMissing(uint32 provider, address sender);

    /*//////////////////////////////////////////////////////////////////////////
                                    CREDENTIALS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Thrown when a record's id is not the last one of its provider and kind plus one.
    error CredentialIdInvalid(uint16 expected, uint16 given);

    /// @notice Thrown when a provider has no record of the kind with the id.
    error CredentialNotFound(uint32 provider, uint16 id);

    /// @notice Thrown when a provider has the most records of a kind that are allowed.
    error CredentialsExceeded(uint32 provider);

    /// @notice Thrown when a revocation starts before day 1, or on or after the record's end: it would take nothing away.
    error RevocationInvalid(uint24 endDay, uint24 fromDay);

    /// @notice Thrown when a provider would be valid in more spans than a word holds.
    error EffectiveSpansExceeded(uint32 provider, uint256 count);

    /*//////////////////////////////////////////////////////////////////////////
                                     CONSENTS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Thrown when a consent root's sequence is not the insurer's last one plus one.
    error ConsentSequenceInvalid(uint64 expected, uint64 given);

    /// @notice Thrown when a consent log has no entry or no root.
    error ConsentLogEmpty(uint32 insurer);

    /// @notice Thrown when a consent log has fewer entries than before, or as many under another root.
    error ConsentLogRewritten(uint32 insurer, uint32 lastCount, uint32 count);

    /// @notice Thrown when a release would pass the insurer's cap of the day.
    error CapExceeded(uint256 availableCents, uint256 requestedCents);

    /// @notice Thrown when an approval is for a day that is over.
    error DayPassed(uint24 day);

    /// @notice Thrown when no recovery has the id.
    error RecoveryNotFound(uint256 recovery);

    /// @notice Thrown when a recovery is activated before its notice has run.
    error RecoveryNotDue(uint256 recovery, uint64 effectiveAt);

    /// @notice Thrown when a recovery's status does not allow the act. `status` is that of `IEscrow.RecoveryStatus`.
    error RecoveryStatusInvalid(uint256 recovery, uint8 status);

    /*//////////////////////////////////////////////////////////////////////////
                                     APPEALS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Thrown when there is no appeal of the number.
    error AppealNotFound(uint256 appeal);

    /// @notice Thrown when an appeal is not at the step that the call needs.
    error AppealStepInvalid(uint256 appeal);

    /// @notice Thrown when the time to appeal is over.
    error AppealTooLate(uint256 claimNumber);

    /// @notice Thrown when a claim has an appeal that is open, or a panel decided it.
    error AppealAlreadyFiled(uint256 claimNumber);

    /// @notice Thrown when an appeal, its answer or its escalation names no grounds.
    error AppealGroundsMissing(uint256 claimNumber);

    /// @notice Thrown when the time to answer, or to escalate, is not over.
    error AppealNotLate(uint256 appeal);

    /// @notice Thrown when what is handed in is of another claim than the appeal.
    error AppealUnrelated(uint256 appeal);

    /// @notice Thrown when what an appeal led to would pay less than before.
    error AppealWorsened(uint256 appeal, uint256 paidCentsBefore, uint256 paidCents);

    /// @notice Thrown when a panel has too few members, too many, one twice, or a majority that is none.
    error PanelInvalid();

    /// @notice Thrown when there is no panel that could decide.
    error PanelMissing();

    /// @notice Thrown when too few members of the panel signed, or one is none, or they are not ascending by address.
    error RulingUnsigned(uint256 appeal);
}
