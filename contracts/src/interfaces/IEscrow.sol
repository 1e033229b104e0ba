// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IEscrow
/// @notice Each insurer's settlement tokens; pays what was determined, or keeps it owed; takes back overpayments after notice.
///
/// @dev Amounts named cents are in cents, tokenAmount and balance are denoted in units of the token's decimals.
interface IEscrow {
    /// @notice Why a payout is owed. The transfer is tried last.
    enum OwedReason {
        FundsLacking, // the balance, less what is reserved, does not give it
        PayeeRefused, // the transfer failed
        CapReached // the insurer's cap of the day would be passed
    }

    enum RecoveryStatus {
        None,
        Noticed, // waits for its time
        Active, // is taken off payouts
        Suspended, // an appeal is pending
        Taken, // wholly
        Waived
    }

    /// @notice What a batch pays a provider under one plan.
    struct Payment {
        uint32 provider;
        uint32 plan;
        uint64 cents;
        uint64 interestCents; // when it is paid at once
    }

    /// @notice A payment that is owed.
    struct Debt {
        uint64 cents;
        uint64 receivedAt; // Unix seconds; interest counts from it
    }

    /// @notice An overpayment that the provider is to give back.
    struct Recovery {
        uint64 cents; // left to be taken
        uint64 effectiveAt; // Unix seconds; not activated before
        uint32 provider;
        RecoveryStatus status;
    }

    /// @notice An insurer's cap as it stands now.
    struct CapStatus {
        uint64 dailyCents; // 2^64 - 1: no cap
        uint64 extraCents; // approved above it for today
        uint64 paidCents; // today
        uint64 pendingCents; // holds from pendingAt on
        uint64 pendingAt; // Unix seconds, 0: none pending
    }

    /// @notice Tokens came into an insurer's balance, which is `balance` since.
    event Deposited(uint32 indexed insurer, address indexed from, uint256 tokenAmount, uint256 balance);
    /// @notice The treasurer took tokens out of an insurer's balance, which is `balance` since.
    event Withdrawn(uint32 indexed insurer, address indexed to, uint256 tokenAmount, uint256 balance);
    /// @notice The transfer of a batch's payments to one provider: `cents + interestCents - offsetCents`. Where all of it was
    /// offset there is none.
    event PayoutReleased(
        uint32 indexed insurer,
        uint32 indexed batch,
        uint32 indexed provider,
        address payee,
        uint64 cents,
        uint64 interestCents,
        uint64 offsetCents,
        uint256 tokenAmount
    );
    /// @notice A payment was not transferred. It joins what is owed for the same batch, provider and plan.
    event PayoutOwed(
        uint32 indexed insurer,
        uint32 indexed batch,
        uint32 indexed provider,
        uint32 plan,
        uint64 cents,
        OwedReason reason
    );
    /// @notice What was owed for the batch, provider and plan was transferred, with its interest until now.
    event OwedReleased(
        uint32 indexed insurer,
        uint32 indexed batch,
        uint32 indexed provider,
        uint32 plan,
        address payee,
        uint64 cents,
        uint64 interestCents,
        uint256 tokenAmount
    );
    /// @notice A part of what was owed is no longer, since the claim's payment was reversed.
    event DebtCancelled(
        uint32 indexed insurer,
        uint32 indexed batch,
        uint32 indexed provider,
        uint32 plan,
        uint256 claimNumber,
        uint64 cents
    );
    /// @notice The provider is told that an overpayment will be taken off its payouts.
    event RecoveryNoticed(
        uint256 indexed recovery,
        uint32 indexed insurer,
        uint32 indexed provider,
        uint256 claimNumber,
        uint32 plan,
        uint64 cents,
        uint64 effectiveAt
    );
    /// @notice The time of a notice is over: `cents` are taken off the provider's next payouts.
    event RecoveryActivated(uint256 indexed recovery, uint32 indexed insurer, uint32 indexed provider, uint64 cents);
    /// @notice An appeal is pending, and nothing is taken off meanwhile. `cents` are left.
    event RecoverySuspended(uint256 indexed recovery, uint32 indexed insurer, uint32 indexed provider, uint64 cents);
    /// @notice The appeal is closed: the recovery is as it was when it was noticed, and may be activated in its time. `cents`
    /// are left.
    event RecoveryResumed(uint256 indexed recovery, uint32 indexed insurer, uint32 indexed provider, uint64 cents);
    /// @notice The treasurer gave up the `cents` that were left.
    event RecoveryWaived(uint256 indexed recovery, uint32 indexed insurer, uint32 indexed provider, uint64 cents);
    /// @notice A part of a recovery was taken off the provider's payout of a batch.
    event RecoveryTaken(
        uint256 indexed recovery,
        uint32 indexed insurer,
        uint32 indexed provider,
        uint32 batch,
        uint64 cents,
        uint64 leftCents
    );
    /// @notice `dailyCents` of 2^64 - 1 is no cap.
    event CapSet(uint32 indexed insurer, uint64 dailyCents, uint64 effectiveAt);
    /// @notice The approver allowed `extraCents` above the daily cap of one day. It replaces what was allowed before for that
    /// day.
    event AboveCapApproved(uint32 indexed insurer, uint24 indexed day, uint64 extraCents);

    /*//////////////////////////////////////////////////////////////////////////
                                      FUNDS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Adds the sender's tokens to an insurer's balance. Anybody may, with an allowance.
    ///
    /// @dev Emits {Deposited}.
    ///
    /// Requirements:
    /// - The insurer must be registered, else {Errors.InsurerNotFound}.
    /// - The whole amount must arrive, else {Errors.DepositMismatch}.
    ///
    /// @param tokenAmount Denoted in units of the token's decimals.
    function deposit(uint32 insurer, uint256 tokenAmount) external;

    /// @notice Takes back what is not reserved. Only the insurer's treasurer.
    ///
    /// @dev Emits {Withdrawn}.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Treasurer role, else {Errors.RoleMissing}.
    /// - `to` must be neither zero nor this contract, else {Errors.AddressInvalid}.
    /// - What is free must give the amount, see {freeOf}, else {Errors.FundsInsufficient}.
    ///
    /// @param tokenAmount Denoted in units of the token's decimals.
    function withdraw(uint32 insurer, address to, uint256 tokenAmount) external;

    /*//////////////////////////////////////////////////////////////////////////
                                     PAYOUTS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Pays a batch's sums, one transfer for the consecutive payments of one provider. Only a ledger.
    ///
    /// @dev Emits {PayoutReleased} for each provider, with {RecoveryTaken} for each recovery that was taken off, or
    /// {PayoutOwed} for each of its payments.
    ///
    /// Notes:
    /// - A provider's payments are all transferred or all owed. They are owed where what is free does not give them, where
    ///   the cap of the day would be passed, and where the transfer reverts, answers false or runs out of its gas.
    /// - What is owed carries no interest yet: that is computed when it is released, for the whole time.
    /// - A debt that joins an older one for the same batch, provider and plan takes the earlier receipt time of the two.
    /// - Active recoveries are taken off a payout that is transferred, never off one that is owed, and never beyond it; at
    ///   most eight of them, the others later.
    ///
    /// Requirements:
    /// - The sender must hold the PAYER role, else {Errors.RoleMissing}.
    /// - Each provider must be registered, else {Errors.ProviderNotFound}.
    /// - Each plan of an owed payment must be published, else {Errors.PlanNotFound}.
    /// - Enough gas must be left for each transfer's allowance, else {Errors.GasInsufficient}.
    ///
    /// @param receivedAt The receipt time of the claims, moved on by the time for which their clock stood still; Unix seconds.
    /// @param payments Those of one provider next to each other.
    function payBatch(uint32 insurer, uint32 batch, uint64 receivedAt, Payment[] calldata payments) external;

    /// @notice Transfers what is owed for a batch, provider and plan, with its interest until now, to the payee of today.
    /// Anybody may call.
    ///
    /// @dev Emits {OwedReleased}.
    ///
    /// Requirements:
    /// - Something must be owed, else {Errors.NothingOwed}.
    /// - The insurer's balance must give it, else {Errors.FundsInsufficient}.
    /// - The insurer's cap of the day must allow it, else {Errors.CapExceeded}.
    /// - The token must accept the transfer, else its own error or `SafeERC20FailedOperation`; the payee must not be this
    ///   contract, else {Errors.AddressInvalid}.
    function releaseOwed(uint32 insurer, uint32 batch, uint32 provider, uint32 plan) external;

    /*//////////////////////////////////////////////////////////////////////////
                                    DAILY CAP
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Sets the most that is paid on one civil day, UTC, interest included. Only the insurer's treasurer.
    ///
    /// @dev Emits {CapSet}.
    ///
    /// Notes:
    /// - A first or a lower cap holds at once, a higher one (2^64 - 1: none) after a day. What was pending is given up.
    /// - What was paid on the same day while there was no cap does not count.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Treasurer role, else {Errors.RoleMissing}.
    function setCap(uint32 insurer, uint64 dailyCents) external;

    /// @notice Allows more than the cap on one day, in place of what was approved for it before. Only the insurer's approver.
    ///
    /// @dev Emits {AboveCapApproved}.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Approver role, else {Errors.RoleMissing}.
    /// - The day must not be over, else {Errors.DayPassed}.
    ///
    /// @param day A civil day, UTC; 1970-01-01 is 719163.
    function approveAbove(uint32 insurer, uint24 day, uint64 extraCents) external;

    /*//////////////////////////////////////////////////////////////////////////
                                    RECOVERY
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Takes back a payment of a claim that was reversed: cancels it where it is still owed, and gives notice of the
    /// rest. Only a ledger.
    ///
    /// @dev Emits {DebtCancelled}, {RecoveryNoticed} or both.
    ///
    /// Notes:
    /// - The recovery waits for the plan's `recoveryNoticeDays`, then {activateRecovery}.
    /// - Nothing happens for nothing.
    ///
    /// Requirements:
    /// - The sender must hold the PAYER role, else {Errors.RoleMissing}.
    /// - The claim number must be of the insurer, else {Errors.ClaimNotFound}: it is that of the reversed claim, or of the
    ///   correction that reversed it.
    /// - The plan must be published, else {Errors.PlanNotFound}.
    ///
    /// @param cents The paid amount that does not stand, without interest.
    /// @return recovery The recovery's id, `claimNumber << 16 | ordinal`, the ordinal counted from 1; 0 where all was cancelled.
    function noticeRecovery(
        uint32 insurer,
        uint32 batch,
        uint32 provider,
        uint32 plan,
        uint256 claimNumber,
        uint64 cents
    ) external returns (uint256 recovery);

    /// @notice Makes a recovery whose time has come be taken off payouts. Anybody may call.
    ///
    /// @dev Emits {RecoveryActivated}.
    ///
    /// Requirements:
    /// - The recovery must be noticed, else {Errors.RecoveryNotFound} or {Errors.RecoveryStatusInvalid}.
    /// - Its time must have come, else {Errors.RecoveryNotDue}.
    function activateRecovery(uint256 recovery) external;

    /// @notice Stops a recovery while an appeal is pending; what was taken stays taken. Only appeals.
    ///
    /// @dev Emits {RecoverySuspended}.
    ///
    /// Requirements:
    /// - The sender must hold the REDETERMINER role, else {Errors.RoleMissing}.
    /// - The recovery must be noticed or active, else {Errors.RecoveryNotFound} or {Errors.RecoveryStatusInvalid}.
    function suspendRecovery(uint256 recovery) external;

    /// @notice Puts a suspended recovery back to noticed; once its time has come it can be activated. Only appeals.
    ///
    /// @dev Emits {RecoveryResumed}.
    ///
    /// Notes:
    /// - Where it was waived meanwhile nothing happens, so that a treasurer cannot keep an appeal from being closed.
    ///
    /// Requirements:
    /// - The sender must hold the REDETERMINER role, else {Errors.RoleMissing}.
    /// - The recovery must be suspended, else {Errors.RecoveryNotFound} or {Errors.RecoveryStatusInvalid}.
    function resumeRecovery(uint256 recovery) external;

    /// @notice Gives up what is left of a recovery. Only the insurer's treasurer.
    ///
    /// @dev Emits {RecoveryWaived}.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Treasurer role, else {Errors.RoleMissing}.
    /// - The recovery must be noticed, active or suspended, else {Errors.RecoveryNotFound} or {Errors.RecoveryStatusInvalid}.
    function waiveRecovery(uint256 recovery) external;

    /*//////////////////////////////////////////////////////////////////////////
                                      VIEWS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice What an insurer has here, reserved sums included, in units of the token's decimals.
    function balanceOf(uint32 insurer) external view returns (uint256 tokenAmount);

    /// @notice What of it is not reserved: the balance less what is owed and the most that this can gather in interest within
    /// 365 days from now. Payouts and withdrawals draw on it alone.
    function freeOf(uint32 insurer) external view returns (uint256 tokenAmount);

    /// @notice What an insurer owes for a batch, provider and plan, and the interest if it were released now.
    function owedOf(uint32 insurer, uint32 batch, uint32 provider, uint32 plan)
        external
        view
        returns (Debt memory debt, uint256 interestCents);

    /// @notice What an insurer owes in all, without interest.
    function totalOwedOf(uint32 insurer) external view returns (uint256 cents);

    /// @notice What is to be taken off all providers' next payouts from an insurer.
    function totalOffsetOf(uint32 insurer) external view returns (uint256 cents);

    /// @notice A recovery; all zero when it is unknown.
    function recoveryOf(uint256 recovery) external view returns (Recovery memory);

    /// @notice What is to be taken off a provider's next payouts from an insurer, and the recoveries that it is made of.
    function offsetOf(uint32 insurer, uint32 provider)
        external
        view
        returns (uint256 cents, uint256[] memory recoveries);

    /// @notice An insurer's cap as it stands now.
    function capOf(uint32 insurer) external view returns (CapStatus memory);

    /// @notice What was approved above an insurer's cap for a day.
    function extraOf(uint32 insurer, uint24 day) external view returns (uint64 extraCents);

    /// @notice Whether the token balance covers every insurer's balance. Reads each insurer's account.
    function isSolvent() external view returns (bool);

    /// @notice The settlement token.
    function token() external view returns (address);

    /// @notice Units of the token's decimals in one cent.
    function tokenUnitsPerCent() external view returns (uint256);
}
