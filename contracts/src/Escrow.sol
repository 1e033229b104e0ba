// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {RoleGuarded} from "./base/RoleGuarded.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {IPlans} from "./interfaces/IPlans.sol";
import {DailyCap} from "./libraries/DailyCap.sol";
import {Debts} from "./libraries/Debts.sol";
import {Errors} from "./libraries/Errors.sol";
import {Interest} from "./libraries/Interest.sol";
import {Recoveries} from "./libraries/Recoveries.sol";
import {RoleIds} from "./libraries/RoleIds.sol";

/// @title Escrow
/// @notice Each insurer's settlement tokens; pays what was determined, or keeps it owed, never both; takes back overpayments
/// after notice.
///
/// @dev ROLES
/// - Only a holder of PAYER, a ledger version, releases payouts and gives notice of recoveries (test_RevertWhen_CallerNotPayer,
///   test_RevertWhen_NoticedByOther).
/// - Only the insurer's Treasurer takes money back, and never what is reserved (test_RevertWhen_CallerNotTreasurer,
///   test_RevertWhen_WithdrawTouchesOwed), sets the cap (test_RevertWhen_CapSetByOther) and waives recoveries
///   (test_RevertWhen_WaivedByOther). More than the cap takes a second key, the Approver's
///   (test_RevertWhen_ApprovedByTreasurer).
/// - Only appeals suspend a recovery (test_RevertWhen_SuspendedByOther), and a treasurer cannot use one to keep an appeal open
///   (test_ResumeRecovery_NothingGivenWaived).
/// - There is no owner, no proxy and no way to move one insurer's money for another (testFuzz_PayBatch_InsurersApart).
///
/// MONEY
/// - Deposits = payouts + withdrawals + balance, for each insurer (invariant_Conservation).
/// - Cents become token units here and nowhere else, by a whole factor: nothing is rounded (test_PayBatch_ScalesCents).
/// - A payment is either transferred or owed (testFuzz_PayBatch_PaidOrOwed), and what is owed is transferred once
///   (test_RevertGiven_OwedReleased).
/// - New payouts draw neither on older debts (test_PayBatch_OwedIsReserved) nor on the interest that these can gather within
///   365 days (test_PayBatch_InterestIsReserved); nor do withdrawals (test_RevertWhen_WithdrawTouchesInterest). So debts can be
///   released whole within that time (testFuzz_ReleaseOwed_AfterWithdrawingAllThatIsFree); one that its payee refuses for
///   longer may need a deposit of its further interest (test_RevertGiven_FundsLackForInterest).
/// - No day's transfers to payees pass the cap with what was approved above it (testFuzz_PayBatch_DayNeverPassesTheCap).
/// - A recovery is taken once, after its notice (test_RevertWhen_RecoveryNotDue), never beyond a payout
///   (testFuzz_PayBatch_OffsetsSumUp), and not off what is owed (test_PayBatch_OwedIsNotOffset). What is taken stays in the
///   insurer's balance (test_PayBatch_TakesRecoveryOff).
///
/// ROUNDING
/// - Interest on what is owed is rounded half-up, once a debt (test_ReleaseOwed_WithInterest); the reserve for it is rounded up
///   (test_FreeOf_LeavesAYearOfInterest).
///
/// TIME
/// - Interest is computed at the release, by the plan's table, from the receipt time that the debt keeps
///   (test_PayBatch_DebtKeepsItsReceiptTime). Where debts of one batch, provider and plan join, the earlier one counts for both
///   (test_PayBatch_JoinedDebtsTakeTheEarlierTime).
/// - A cap's day is that of UTC (test_PayBatch_CapIsOfTheDay). A higher cap waits a day (test_SetCap_HigherHoldsAfterADay).
///
/// TOKEN REQUIREMENTS
/// - An ERC-20 with 2 to 30 decimals (test_RevertWhen_TokenHasOneDecimal). No return value is fine
///   (test_PayBatch_TokenWithoutReturnValue), any but true is a refusal (test_PayBatch_TokenWithOddAnswer).
/// - A fee on transfer is refused at deposit (test_RevertGiven_TokenTakesFee). A token whose balances change by themselves,
///   or that takes more from the sender than it is told to, must not be used: {isSolvent} would show it
///   (test_IsSolvent_ShowsMissingTokens).
/// - A token that calls back cannot enter again (test_RevertGiven_TokenReenters).
///
/// LIVENESS
/// - A payee that cannot receive is owed and does not block the others (test_PayBatch_BlockedPayeeIsOwed); its transfer
///   has a gas allowance, a sender short of gas reverts instead (test_RevertWhen_GasShortOfTransfer,
///   testFuzz_PayBatch_GasShortNeverOwes), and long answers do not add up (test_PayBatch_LongAnswersDoNotAddUp).
/// - Anybody may release what is owed (test_ReleaseOwed_AfterDeposit), and activate a recovery (test_ActivateRecovery_ByAnybody);
///   no pause of a ledger touches either. A debt above the cap of a whole day waits for the Approver
///   (test_ApproveAbove_AllowsMoreThatDay).
contract Escrow is IEscrow, RoleGuarded, ReentrancyGuardTransient {
    using DailyCap for DailyCap.Cap;
    using Debts for Debts.Book;
    using Recoveries for Recoveries.Book;
    using SafeERC20 for IERC20;

    /// @dev One slot, read and written once a batch. What its fields say is zero or absent is not read elsewhere.
    struct Account {
        uint128 balance; // units of the token's decimals
        uint56 owedCents; // of all debts, without interest
        uint56 recoverableCents; // of all active recoveries
        bool hasCap;
        bool isListed; // in _insurers
    }

    /// @dev One batch at work, in memory.
    struct Run {
        uint32 insurer;
        uint32 batch;
        uint64 receivedAt;
        Account account;
        uint256 free; // units of the token's decimals
        DailyCap.Cap cap; // only where the account has one
        uint256 capLeft; // cents
        Debts.Terms terms; // of the plan looked up last
    }

    /// @dev What one provider gets of a batch.
    struct Payout {
        uint32 provider;
        address payee;
        uint64 cents;
        uint64 interestCents;
        uint64 offsetCents;
        uint256[] recoveries; // that the offset is taken from, in this order
    }

    /// @notice The gas that one payout's transfer may use.
    uint256 public constant TRANSFER_GAS = 150_000;

    /// @notice The days from now whose interest is kept back for what is owed.
    uint256 public constant RESERVE_DAYS = Debts.RESERVE_DAYS;

    IOrganizations private immutable _organizations;
    IPlans private immutable _plans;
    IERC20 private immutable _token;

    /// @inheritdoc IEscrow
    uint256 public immutable tokenUnitsPerCent;

    uint32[] private _insurers; // that ever had a deposit
    mapping(uint32 insurer => Account) private _accounts;
    mapping(uint32 insurer => DailyCap.Cap) private _caps;
    mapping(uint32 insurer => mapping(uint24 day => uint64 cents)) private _extras;
    Debts.Book private _debts;
    Recoveries.Book private _recoveries;

    constructor(address manager, IOrganizations organizations, IPlans plans, IERC20Metadata settlementToken)
        RoleGuarded(manager)
    {
        _checkCode(address(organizations));
        _checkCode(address(plans));
        if (address(settlementToken).code.length == 0) revert Errors.TokenInvalid(address(settlementToken));
        uint8 decimals = settlementToken.decimals();
        if (decimals < 2 || decimals > 30) revert Errors.TokenInvalid(address(settlementToken));
        _organizations = organizations;
        _plans = plans;
        _token = settlementToken;
        tokenUnitsPerCent = 10 ** (decimals - 2);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      FUNDS
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IEscrow
    function deposit(uint32 insurer, uint256 tokenAmount) external nonReentrant {
        if (!_organizations.isInsurer(insurer)) revert Errors.InsurerNotFound(insurer);
        uint256 before = _token.balanceOf(address(this));
        _token.safeTransferFrom(msg.sender, address(this), tokenAmount);
        uint256 received = _token.balanceOf(address(this)) - before;
        if (received != tokenAmount) revert Errors.DepositMismatch({expected: tokenAmount, received: received});

        Account storage account = _accounts[insurer];
        if (!account.isListed) {
            account.isListed = true;
            _insurers.push(insurer);
        }
        uint128 balance = SafeCast.toUint128(account.balance + tokenAmount);
        account.balance = balance;
        emit Deposited(insurer, msg.sender, tokenAmount, balance);
    }

    /// @inheritdoc IEscrow
    function withdraw(uint32 insurer, address to, uint256 tokenAmount) external nonReentrant {
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Treasurer));
        if (to == address(0) || to == address(this)) revert Errors.AddressInvalid(to);
        Account memory account = _accounts[insurer];
        uint256 free = _freeOf(insurer, account);
        if (tokenAmount > free) revert Errors.FundsInsufficient({available: free, requested: tokenAmount});

        uint128 balance = SafeCast.toUint128(account.balance - tokenAmount);
        _accounts[insurer].balance = balance;
        emit Withdrawn(insurer, to, tokenAmount, balance);
        _token.safeTransfer(to, tokenAmount);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     PAYOUTS
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IEscrow
    function payBatch(uint32 insurer, uint32 batch, uint64 receivedAt, Payment[] calldata payments)
        external
        nonReentrant
    {
        _checkRole(RoleIds.PAYER);
        // The account is written once, after the transfers: nothing can enter between, see TOKEN REQUIREMENTS.
        Run memory run = _open(insurer, batch, receivedAt);
        uint256 first = 0;
        while (first < payments.length) {
            uint256 end = first + 1;
            while (end < payments.length && payments[end].provider == payments[first].provider) ++end;
            _payProvider(run, payments[first:end]);
            first = end;
        }
        if (run.account.hasCap) _storeCap(insurer, run.account, run.cap);
        _accounts[insurer] = run.account;
    }

    /// @inheritdoc IEscrow
    function releaseOwed(uint32 insurer, uint32 batch, uint32 provider, uint32 plan) external nonReentrant {
        uint256 key = Debts.keyOf(insurer, batch, provider, plan);
        Debt memory debt = _debts.debts[key];
        if (debt.cents == 0) revert Errors.NothingOwed(insurer, batch, provider, plan);
        IPlans.Clocks memory clocks = _plans.clocksOf(plan);
        uint256 interestCents =
            Interest.due({clocks: clocks, cents: debt.cents, receivedAt: debt.receivedAt, paidAt: block.timestamp});
        uint256 tokenAmount = _spend(insurer, debt.cents + interestCents);
        _takeDebt(key, debt.cents, clocks);

        address payee = _organizations.payeeOf(provider);
        if (payee == address(this)) revert Errors.AddressInvalid(payee);
        emit OwedReleased({
            insurer: insurer,
            batch: batch,
            provider: provider,
            plan: plan,
            payee: payee,
            cents: debt.cents,
            interestCents: SafeCast.toUint64(interestCents),
            tokenAmount: tokenAmount
        });
        _token.safeTransfer(payee, tokenAmount);
    }

    function _open(uint32 insurer, uint32 batch, uint64 receivedAt) private view returns (Run memory run) {
        run.insurer = insurer;
        run.batch = batch;
        run.receivedAt = receivedAt;
        run.account = _accounts[insurer];
        run.free = _freeOf(insurer, run.account);
        run.capLeft = type(uint256).max;
        if (run.account.hasCap) {
            run.cap = _turnedCap(insurer, run.account);
            run.capLeft = run.cap.left(_extras[insurer][run.cap.day]);
        }
    }

    /// @dev Pays all payments of one provider, or owes all of them.
    function _payProvider(Run memory run, Payment[] calldata payments) private {
        Payout memory payout;
        payout.provider = payments[0].provider;
        for (uint256 i = 0; i < payments.length; ++i) {
            payout.cents += payments[i].cents;
            payout.interestCents += payments[i].interestCents;
        }
        if (payout.cents == 0 && payout.interestCents == 0) return;
        payout.payee = _organizations.payeeOf(payout.provider);
        if (payout.payee == address(0)) revert Errors.ProviderNotFound(payout.provider);
        if (run.account.recoverableCents != 0) {
            (payout.offsetCents, payout.recoveries) =
                _recoveries.find(run.insurer, payout.provider, uint256(payout.cents) + payout.interestCents);
        }

        (bool isPaid, OwedReason reason) = _tryPay(run, payout);
        if (isPaid) {
            if (payout.offsetCents != 0) _takeOffset(run, payout);
        } else {
            for (uint256 i = 0; i < payments.length; ++i) {
                _owe(run, payments[i], reason);
            }
        }
    }

    function _tryPay(Run memory run, Payout memory payout) private returns (bool isPaid, OwedReason reason) {
        uint256 cents = uint256(payout.cents) + payout.interestCents - payout.offsetCents;
        uint256 tokenAmount = cents * tokenUnitsPerCent;
        if (tokenAmount > run.free) return (false, OwedReason.FundsLacking);
        if (cents > run.capLeft) return (false, OwedReason.CapReached);
        if (cents != 0 && !_tryTransfer(payout.payee, tokenAmount)) return (false, OwedReason.PayeeRefused);

        run.account.balance = SafeCast.toUint128(run.account.balance - tokenAmount);
        run.free -= tokenAmount;
        if (run.account.hasCap) {
            run.cap.paidCents = SafeCast.toUint64(run.cap.paidCents + cents);
            run.capLeft -= cents;
        }
        emit PayoutReleased({
            insurer: run.insurer,
            batch: run.batch,
            provider: payout.provider,
            payee: payout.payee,
            cents: payout.cents,
            interestCents: payout.interestCents,
            offsetCents: payout.offsetCents,
            tokenAmount: tokenAmount
        });
        return (true, reason);
    }

    /// @dev A transfer with a gas allowance that never reverts for what the token or the payee does.
    function _tryTransfer(address payee, uint256 tokenAmount) private returns (bool isDone) {
        if (payee == address(this)) return false;
        // A call gets at most 63/64 of the gas that is left after what the call itself costs, 2,600 and its encoding.
        uint256 needed = TRANSFER_GAS + TRANSFER_GAS / 63 + 5_000;
        if (gasleft() < needed) revert Errors.GasInsufficient({available: gasleft(), requested: needed});
        // The answer's memory is given back, so that long ones do not add up.
        Memory.Pointer free = Memory.getFreeMemoryPointer();
        (bool success, bytes memory answer) =
            address(_token).call{gas: TRANSFER_GAS}(abi.encodeCall(IERC20.transfer, (payee, tokenAmount)));
        isDone = success && (answer.length == 0 || (answer.length >= 32 && abi.decode(answer, (uint256)) == 1));
        Memory.unsafeSetFreeMemoryPointer(free);
    }

    /// @dev What was found is taken, in the same order.
    function _takeOffset(Run memory run, Payout memory payout) private {
        uint256 left = payout.offsetCents;
        run.account.recoverableCents = SafeCast.toUint56(run.account.recoverableCents - left);
        for (uint256 i = 0; left != 0; ++i) {
            (uint64 taken, uint64 leftCents) = _recoveries.take(payout.recoveries[i], left);
            left -= taken;
            emit RecoveryTaken({
                recovery: payout.recoveries[i],
                insurer: run.insurer,
                provider: payout.provider,
                batch: run.batch,
                cents: taken,
                leftCents: leftCents
            });
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      DEBTS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Interest is left out: it is computed at the release.
    function _owe(Run memory run, Payment calldata payment, OwedReason reason) private {
        if (payment.cents == 0) return;
        uint32 plan = payment.plan;
        if (plan == 0 || plan != run.terms.plan) run.terms = Debts.termsOf(plan, _plans.clocksOf(plan));
        _debts.add({
            key: Debts.keyOf(run.insurer, run.batch, payment.provider, plan),
            cents: payment.cents,
            receivedAt: run.receivedAt,
            terms: run.terms
        });
        run.account.owedCents = SafeCast.toUint56(uint256(run.account.owedCents) + payment.cents);
        run.free = _freeOf(run.insurer, run.account);
        emit PayoutOwed({
            insurer: run.insurer,
            batch: run.batch,
            provider: payment.provider,
            plan: plan,
            cents: payment.cents,
            reason: reason
        });
    }

    /// @dev Takes from a debt, at most what it is.
    function _takeDebt(uint256 key, uint64 cents, IPlans.Clocks memory clocks) private returns (uint64 taken) {
        taken = _debts.take({key: key, cents: cents, terms: Debts.termsOf(uint32(key), clocks)});
        Account storage account = _accounts[uint32(key >> 96)];
        account.owedCents = SafeCast.toUint56(uint256(account.owedCents) - taken);
    }

    /// @dev Takes what is released out of the account, within its balance and its cap.
    function _spend(uint32 insurer, uint256 cents) private returns (uint256 tokenAmount) {
        tokenAmount = cents * tokenUnitsPerCent;
        Account memory account = _accounts[insurer];
        if (tokenAmount > account.balance) {
            revert Errors.FundsInsufficient({available: account.balance, requested: tokenAmount});
        }
        account.balance = SafeCast.toUint128(account.balance - tokenAmount);
        if (account.hasCap) {
            DailyCap.Cap memory cap = _turnedCap(insurer, account);
            uint256 left = cap.left(_extras[insurer][cap.day]);
            if (cents > left) revert Errors.CapExceeded({availableCents: left, requestedCents: cents});
            cap.paidCents = SafeCast.toUint64(cap.paidCents + cents);
            _storeCap(insurer, account, cap);
        }
        _accounts[insurer] = account;
    }

    function _freeOf(uint32 insurer, Account memory account) private view returns (uint256) {
        if (account.owedCents == 0) return account.balance;
        uint256 reservedCents = account.owedCents + _debts.reservedInterestOf(insurer);
        return Math.saturatingSub(account.balance, reservedCents * tokenUnitsPerCent);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    DAILY CAP
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IEscrow
    function setCap(uint32 insurer, uint64 dailyCents) external nonReentrant {
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Treasurer));
        Account memory account = _accounts[insurer];
        DailyCap.Cap memory cap = _turnedCap(insurer, account);
        uint256 effectiveAt = cap.set(dailyCents);
        _storeCap(insurer, account, cap);
        _accounts[insurer] = account;
        emit CapSet(insurer, dailyCents, SafeCast.toUint64(effectiveAt));
    }

    /// @inheritdoc IEscrow
    function approveAbove(uint32 insurer, uint24 day, uint64 extraCents) external nonReentrant {
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Approver));
        if (day < DailyCap.today()) revert Errors.DayPassed(day);
        _extras[insurer][day] = extraCents;
        emit AboveCapApproved(insurer, day, extraCents);
    }

    function _turnedCap(uint32 insurer, Account memory account) private view returns (DailyCap.Cap memory cap) {
        if (account.hasCap) cap = _caps[insurer];
        else cap.cents = DailyCap.NONE;
        cap.turn();
    }

    /// @dev The account is the caller's to store.
    function _storeCap(uint32 insurer, Account memory account, DailyCap.Cap memory cap) private {
        account.hasCap = cap.cents != DailyCap.NONE;
        if (account.hasCap) _caps[insurer] = cap;
        else delete _caps[insurer];
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    RECOVERY
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IEscrow
    function noticeRecovery(
        uint32 insurer,
        uint32 batch,
        uint32 provider,
        uint32 plan,
        uint256 claimNumber,
        uint64 cents
    ) external nonReentrant returns (uint256 recovery) {
        _checkRole(RoleIds.PAYER);
        if (claimNumber >> 48 != insurer) revert Errors.ClaimNotFound(claimNumber);
        IPlans.Clocks memory clocks = _plans.clocksOf(plan);
        uint64 cancelled = _takeDebt(Debts.keyOf(insurer, batch, provider, plan), cents, clocks);
        if (cancelled != 0) emit DebtCancelled(insurer, batch, provider, plan, claimNumber, cancelled);
        if (cancelled == cents) return 0;

        Recovery memory record = Recovery({
            cents: cents - cancelled,
            effectiveAt: SafeCast.toUint64(block.timestamp + uint256(clocks.recoveryNoticeDays) * 1 days),
            provider: provider,
            status: RecoveryStatus.Noticed
        });
        recovery = _recoveries.open(claimNumber, record);
        emit RecoveryNoticed({
            recovery: recovery,
            insurer: insurer,
            provider: provider,
            claimNumber: claimNumber,
            plan: plan,
            cents: record.cents,
            effectiveAt: record.effectiveAt
        });
    }

    /// @inheritdoc IEscrow
    function activateRecovery(uint256 recovery) external nonReentrant {
        Recovery memory record = _recoveries.load(recovery);
        _checkStatus(recovery, record.status, record.status == RecoveryStatus.Noticed);
        if (block.timestamp < record.effectiveAt) revert Errors.RecoveryNotDue(recovery, record.effectiveAt);
        _move(recovery, record, RecoveryStatus.Active);
        emit RecoveryActivated(recovery, Recoveries.insurerOf(recovery), record.provider, record.cents);
    }

    /// @inheritdoc IEscrow
    function suspendRecovery(uint256 recovery) external nonReentrant {
        _checkRole(RoleIds.REDETERMINER);
        Recovery memory record = _recoveries.load(recovery);
        bool isPending = record.status == RecoveryStatus.Noticed || record.status == RecoveryStatus.Active;
        _checkStatus(recovery, record.status, isPending);
        _move(recovery, record, RecoveryStatus.Suspended);
        emit RecoverySuspended(recovery, Recoveries.insurerOf(recovery), record.provider, record.cents);
    }

    /// @inheritdoc IEscrow
    function resumeRecovery(uint256 recovery) external nonReentrant {
        _checkRole(RoleIds.REDETERMINER);
        Recovery memory record = _recoveries.load(recovery);
        if (record.status == RecoveryStatus.Waived) return;
        _checkStatus(recovery, record.status, record.status == RecoveryStatus.Suspended);
        _move(recovery, record, RecoveryStatus.Noticed);
        emit RecoveryResumed(recovery, Recoveries.insurerOf(recovery), record.provider, record.cents);
    }

    /// @inheritdoc IEscrow
    function waiveRecovery(uint256 recovery) external nonReentrant {
        Recovery memory record = _recoveries.load(recovery);
        _checkRole(RoleIds.ofInsurer(Recoveries.insurerOf(recovery), IOrganizations.Role.Treasurer));
        bool isOver = record.status == RecoveryStatus.Taken || record.status == RecoveryStatus.Waived;
        _checkStatus(recovery, record.status, !isOver);
        _move(recovery, record, RecoveryStatus.Waived);
        emit RecoveryWaived(recovery, Recoveries.insurerOf(recovery), record.provider, record.cents);
    }

    /// @dev Moves a recovery and keeps the account's sum of active ones.
    function _move(uint256 recovery, Recovery memory record, RecoveryStatus status) private {
        _recoveries.move(recovery, record, status);
        Account storage account = _accounts[Recoveries.insurerOf(recovery)];
        uint256 sum = account.recoverableCents;
        if (record.status == RecoveryStatus.Active) sum -= record.cents;
        if (status == RecoveryStatus.Active) sum += record.cents;
        account.recoverableCents = SafeCast.toUint56(sum);
    }

    function _checkStatus(uint256 recovery, RecoveryStatus status, bool isAllowed) private pure {
        if (!isAllowed) revert Errors.RecoveryStatusInvalid(recovery, uint8(status));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      VIEWS
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IEscrow
    function balanceOf(uint32 insurer) external view returns (uint256 tokenAmount) {
        return _accounts[insurer].balance;
    }

    /// @inheritdoc IEscrow
    function freeOf(uint32 insurer) external view returns (uint256 tokenAmount) {
        return _freeOf(insurer, _accounts[insurer]);
    }

    /// @inheritdoc IEscrow
    function owedOf(uint32 insurer, uint32 batch, uint32 provider, uint32 plan)
        external
        view
        returns (Debt memory debt, uint256 interestCents)
    {
        debt = _debts.debts[Debts.keyOf(insurer, batch, provider, plan)];
        if (debt.cents == 0) return (debt, 0);
        interestCents = Interest.due({
            clocks: _plans.clocksOf(plan), cents: debt.cents, receivedAt: debt.receivedAt, paidAt: block.timestamp
        });
    }

    /// @inheritdoc IEscrow
    function totalOwedOf(uint32 insurer) external view returns (uint256 cents) {
        return _accounts[insurer].owedCents;
    }

    /// @inheritdoc IEscrow
    function totalOffsetOf(uint32 insurer) external view returns (uint256 cents) {
        return _accounts[insurer].recoverableCents;
    }

    /// @inheritdoc IEscrow
    function recoveryOf(uint256 recovery) external view returns (Recovery memory) {
        return _recoveries.records[recovery];
    }

    /// @inheritdoc IEscrow
    function offsetOf(uint32 insurer, uint32 provider)
        external
        view
        returns (uint256 cents, uint256[] memory recoveries)
    {
        return _recoveries.activeOf(insurer, provider);
    }

    /// @inheritdoc IEscrow
    function capOf(uint32 insurer) external view returns (CapStatus memory) {
        DailyCap.Cap memory cap = _turnedCap(insurer, _accounts[insurer]);
        return CapStatus({
            dailyCents: cap.cents,
            extraCents: _extras[insurer][cap.day],
            paidCents: cap.paidCents,
            pendingCents: cap.pendingCents,
            pendingAt: cap.pendingAt
        });
    }

    /// @inheritdoc IEscrow
    function extraOf(uint32 insurer, uint24 day) external view returns (uint64 extraCents) {
        return _extras[insurer][day];
    }

    /// @inheritdoc IEscrow
    function isSolvent() external view returns (bool) {
        uint256 total = 0;
        for (uint256 i = 0; i < _insurers.length; ++i) {
            total += _accounts[_insurers[i]].balance;
        }
        return _token.balanceOf(address(this)) >= total;
    }

    /// @inheritdoc IEscrow
    function token() external view returns (address) {
        return address(_token);
    }
}
