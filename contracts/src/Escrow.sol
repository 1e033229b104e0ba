// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

import {RoleGuarded} from "./base/RoleGuarded.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {IPlans} from "./interfaces/IPlans.sol";
import {DailyCap} from "./libraries/DailyCap.sol";
import {Errors} from "./libraries/Errors.sol";
import {Interest} from "./libraries/Interest.sol";
import {InterestReserve} from "./libraries/InterestReserve.sol";
import {RoleIds} from "./libraries/RoleIds.sol";

/// @title Escrow
/// @notice Each insurer's settlement tokens; pays what was determined, or keeps it owed, never both; takes back overpayments
/// after notice.
contract Escrow is IEscrow, RoleGuarded, ReentrancyGuardTransient {
    using DailyCap for DailyCap.Cap;
    using EnumerableSet for EnumerableSet.UintSet;
    using InterestReserve for InterestReserve.Sums;
    using SafeERC20 for IERC20;

    /// @dev One slot, read and written once a batch. What its fields say is zero or absent is not read elsewhere.
    struct Account {
        uint128 balance; // units of the token's decimals
        uint56 owedCents; // of all debts, without interest
        uint56 recoverableCents; // of all active recoveries
        bool hasCap;
        bool isListed; // in _insurers
    }

    /// @dev What the reserve needs of a plan.
    struct Terms {
        uint32 plan;
        uint256 highestRateBps;
        int32 utcOffsetSeconds;
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
        Terms terms; // of the plan looked up last
    }

    /// @dev What one provider gets of a batch.
    struct Payout {
        uint32 provider;
        address payee;
        uint256 cents;
        uint256 interestCents;
        uint256 offsetCents;
        uint256[] recoveries; // that the offset is taken from, in this order
    }

    /// @notice The gas that one payout's transfer may use.
    uint256 public constant TRANSFER_GAS = 150_000;

    /// @notice The most recoveries that are taken off one payout.
    uint256 public constant MAX_RECOVERIES_TAKEN = 8;

    /// @notice The days from now whose interest is reserved for what is owed.
    uint256 public constant RESERVE_DAYS = 365;

    /// @dev The farthest east that a plan's clock may be: where the day begins first.
    int32 private constant FIRST_DAY_OFFSET_SECONDS = 14 hours;

    IOrganizations private immutable _organizations;
    IPlans private immutable _plans;
    IERC20 private immutable _token;

    /// @inheritdoc IEscrow
    uint256 public immutable tokenUnitsPerCent;

    uint32[] private _insurers; // that ever had a deposit
    mapping(uint32 insurer => Account) private _accounts;
    mapping(uint32 insurer => InterestReserve.Sums) private _reserves;
    mapping(uint256 debtKey => Debt) private _debts;
    mapping(uint32 insurer => DailyCap.Cap) private _caps;
    mapping(uint32 insurer => mapping(uint24 day => uint64 cents)) private _extras;
    mapping(uint256 recovery => Recovery) private _recoveries;
    mapping(uint256 insurerAndProvider => EnumerableSet.UintSet recoveries) private _active;

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
        Debt memory debt = _debts[_debtKey(insurer, batch, provider, plan)];
        if (debt.cents == 0) revert Errors.NothingOwed(insurer, batch, provider, plan);
        IPlans.Clocks memory clocks = _plans.clocksOf(plan);
        uint256 interestCents =
            Interest.due({clocks: clocks, cents: debt.cents, receivedAt: debt.receivedAt, paidAt: block.timestamp});
        Account memory account = _accounts[insurer];
        _useFunds(insurer, account, debt.cents + interestCents);
        _setDebt({
            account: account,
            key: _debtKey(insurer, batch, provider, plan),
            to: Debt({cents: 0, receivedAt: 0}),
            terms: _termsOf(plan, clocks)
        });
        _accounts[insurer] = account;

        address payee = _organizations.payeeOf(provider);
        if (payee == address(this)) revert Errors.AddressInvalid(payee);
        uint256 tokenAmount = (debt.cents + interestCents) * tokenUnitsPerCent;
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
        if (payout.cents + payout.interestCents == 0) return;
        payout.payee = _organizations.payeeOf(payout.provider);
        if (payout.payee == address(0)) revert Errors.ProviderNotFound(payout.provider);
        if (run.account.recoverableCents != 0) _findOffset(run.insurer, payout);

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
        uint256 cents = payout.cents + payout.interestCents - payout.offsetCents;
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
            cents: SafeCast.toUint64(payout.cents),
            interestCents: SafeCast.toUint64(payout.interestCents),
            offsetCents: SafeCast.toUint64(payout.offsetCents),
            tokenAmount: tokenAmount
        });
        return (true, reason);
    }

    /// @dev A transfer with a gas allowance that never reverts for what the token or the payee does.
    function _tryTransfer(address payee, uint256 tokenAmount) private returns (bool isDone) {
        if (payee == address(this)) return false;
        // A call gets at most 63/64 of the gas that is left.
        uint256 needed = TRANSFER_GAS + TRANSFER_GAS / 32;
        if (gasleft() < needed) revert Errors.GasInsufficient({available: gasleft(), requested: needed});
        // The answer's memory is given back, so that long ones do not add up.
        Memory.Pointer free = Memory.getFreeMemoryPointer();
        (bool success, bytes memory answer) =
            address(_token).call{gas: TRANSFER_GAS}(abi.encodeCall(IERC20.transfer, (payee, tokenAmount)));
        isDone = success && (answer.length == 0 || (answer.length >= 32 && abi.decode(answer, (uint256)) == 1));
        Memory.unsafeSetFreeMemoryPointer(free);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      DEBTS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Interest is left out: it is computed at the release.
    function _owe(Run memory run, Payment calldata payment, OwedReason reason) private {
        if (payment.cents == 0) return;
        uint32 plan = payment.plan;
        if (plan == 0 || plan != run.terms.plan) run.terms = _termsOf(plan, _plans.clocksOf(plan));
        uint256 key = _debtKey(run.insurer, run.batch, payment.provider, plan);
        Debt memory debt = _debts[key];
        if (debt.cents == 0 || debt.receivedAt > run.receivedAt) debt.receivedAt = run.receivedAt;
        debt.cents += payment.cents;
        _setDebt({account: run.account, key: key, to: debt, terms: run.terms});
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

    /// @dev Changes a debt and all that counts it. The account is the caller's to store.
    function _setDebt(Account memory account, uint256 key, Debt memory to, Terms memory terms) private {
        uint32 insurer = uint32(key >> 96);
        Debt memory from = _debts[key];
        InterestReserve.Sums memory reserve = _reserves[insurer];
        reserve.remove(_shareOf(from, terms));
        reserve.add(_shareOf(to, terms));
        _reserves[insurer] = reserve;
        _debts[key] = to;
        account.owedCents = SafeCast.toUint56(uint256(account.owedCents) + to.cents - from.cents);
    }

    function _shareOf(Debt memory debt, Terms memory terms) private pure returns (InterestReserve.Share memory) {
        return InterestReserve.Share({
            cents: debt.cents,
            rateBps: terms.highestRateBps,
            receiptDay: Interest.civilDay(debt.receivedAt, terms.utcOffsetSeconds)
        });
    }

    function _termsOf(uint32 plan, IPlans.Clocks memory clocks) private pure returns (Terms memory) {
        return
            Terms({plan: plan, highestRateBps: Interest.highestRate(clocks), utcOffsetSeconds: clocks.utcOffsetSeconds});
    }

    function _freeOf(uint32 insurer, Account memory account) private view returns (uint256) {
        if (account.owedCents == 0) return account.balance;
        InterestReserve.Sums memory reserve = _reserves[insurer];
        uint256 day = Interest.civilDay(block.timestamp, FIRST_DAY_OFFSET_SECONDS) + RESERVE_DAYS;
        uint256 reserved = (account.owedCents + reserve.centsAt(day)) * tokenUnitsPerCent;
        return Math.saturatingSub(account.balance, reserved);
    }

    function _useFunds(uint32 insurer, Account memory account, uint256 cents) private {
        uint256 tokenAmount = cents * tokenUnitsPerCent;
        if (tokenAmount > account.balance) {
            revert Errors.FundsInsufficient({available: account.balance, requested: tokenAmount});
        }
        account.balance = SafeCast.toUint128(account.balance - tokenAmount);
        if (!account.hasCap) return;
        DailyCap.Cap memory cap = _turnedCap(insurer, account);
        uint256 left = cap.left(_extras[insurer][cap.day]);
        if (cents > left) revert Errors.CapExceeded({availableCents: left, requestedCents: cents});
        cap.paidCents = SafeCast.toUint64(cap.paidCents + cents);
        _storeCap(insurer, account, cap);
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
        if (claimNumber >> 16 != (uint256(insurer) << 32 | batch)) revert Errors.ClaimNotFound(claimNumber);
        IPlans.Clocks memory clocks = _plans.clocksOf(plan);
        uint256 key = _debtKey(insurer, batch, provider, plan);
        uint64 left = cents - _cancelDebt(key, claimNumber, cents, _termsOf(plan, clocks));
        if (left == 0) return 0;

        recovery = _nextRecovery(claimNumber);
        uint64 effectiveAt = SafeCast.toUint64(block.timestamp + uint256(clocks.recoveryNoticeDays) * 1 days);
        _recoveries[recovery] =
            Recovery({cents: left, effectiveAt: effectiveAt, provider: provider, status: RecoveryStatus.Noticed});
        emit RecoveryNoticed({
            recovery: recovery,
            insurer: insurer,
            provider: provider,
            claimNumber: claimNumber,
            plan: plan,
            cents: left,
            effectiveAt: effectiveAt
        });
    }

    /// @inheritdoc IEscrow
    function activateRecovery(uint256 recovery) external nonReentrant {
        Recovery memory record = _recoveryOf(recovery);
        _checkStatus(recovery, record.status, record.status == RecoveryStatus.Noticed);
        if (block.timestamp < record.effectiveAt) revert Errors.RecoveryNotDue(recovery, record.effectiveAt);

        uint32 insurer = _insurerOf(recovery);
        _recoveries[recovery].status = RecoveryStatus.Active;
        Account storage account = _accounts[insurer];
        account.recoverableCents = SafeCast.toUint56(uint256(account.recoverableCents) + record.cents);
        _active[_pairKey(insurer, record.provider)].add(recovery);
        emit RecoveryActivated(recovery, insurer, record.provider, record.cents);
    }

    /// @inheritdoc IEscrow
    function suspendRecovery(uint256 recovery) external nonReentrant {
        _checkRole(RoleIds.REDETERMINER);
        Recovery memory record = _recoveryOf(recovery);
        bool isPending = record.status == RecoveryStatus.Noticed || record.status == RecoveryStatus.Active;
        _checkStatus(recovery, record.status, isPending);
        _stop(recovery, record, RecoveryStatus.Suspended);
        emit RecoverySuspended(recovery, _insurerOf(recovery), record.provider, record.cents);
    }

    /// @inheritdoc IEscrow
    function resumeRecovery(uint256 recovery) external nonReentrant {
        _checkRole(RoleIds.REDETERMINER);
        Recovery memory record = _recoveryOf(recovery);
        if (record.status == RecoveryStatus.Waived) return;
        _checkStatus(recovery, record.status, record.status == RecoveryStatus.Suspended);
        _recoveries[recovery].status = RecoveryStatus.Noticed;
        emit RecoveryResumed(recovery, _insurerOf(recovery), record.provider, record.cents);
    }

    /// @inheritdoc IEscrow
    function waiveRecovery(uint256 recovery) external nonReentrant {
        Recovery memory record = _recoveryOf(recovery);
        _checkRole(RoleIds.ofInsurer(_insurerOf(recovery), IOrganizations.Role.Treasurer));
        bool isOver = record.status == RecoveryStatus.Taken || record.status == RecoveryStatus.Waived;
        _checkStatus(recovery, record.status, !isOver);
        _stop(recovery, record, RecoveryStatus.Waived);
        emit RecoveryWaived(recovery, _insurerOf(recovery), record.provider, record.cents);
    }

    /// @dev Cancels what is still owed, up to `cents`.
    function _cancelDebt(uint256 key, uint256 claimNumber, uint64 cents, Terms memory terms)
        private
        returns (uint64 cancelled)
    {
        Debt memory debt = _debts[key];
        cancelled = debt.cents < cents ? debt.cents : cents;
        if (cancelled == 0) return 0;
        debt.cents -= cancelled;
        if (debt.cents == 0) debt.receivedAt = 0;
        uint32 insurer = uint32(key >> 96);
        Account memory account = _accounts[insurer];
        _setDebt({account: account, key: key, to: debt, terms: terms});
        _accounts[insurer] = account;
        emit DebtCancelled({
            insurer: insurer,
            batch: uint32(key >> 64),
            provider: uint32(key >> 32),
            plan: uint32(key),
            claimNumber: claimNumber,
            cents: cancelled
        });
    }

    /// @dev Takes a recovery that is noticed, active or suspended out of the payouts.
    function _stop(uint256 recovery, Recovery memory record, RecoveryStatus status) private {
        _recoveries[recovery].status = status;
        if (record.status != RecoveryStatus.Active) return;
        uint32 insurer = _insurerOf(recovery);
        Account storage account = _accounts[insurer];
        account.recoverableCents = SafeCast.toUint56(account.recoverableCents - record.cents);
        _active[_pairKey(insurer, record.provider)].remove(recovery);
    }

    /// @dev What is to be taken off a payout, at most the whole of it.
    function _findOffset(uint32 insurer, Payout memory payout) private view {
        EnumerableSet.UintSet storage active = _active[_pairKey(insurer, payout.provider)];
        uint256 count = Math.min(active.length(), MAX_RECOVERIES_TAKEN);
        uint256 cents = 0;
        payout.recoveries = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            payout.recoveries[i] = active.at(i);
            cents += _recoveries[payout.recoveries[i]].cents;
        }
        payout.offsetCents = Math.min(cents, payout.cents + payout.interestCents);
    }

    function _takeOffset(Run memory run, Payout memory payout) private {
        uint256 left = payout.offsetCents;
        run.account.recoverableCents = SafeCast.toUint56(run.account.recoverableCents - left);
        for (uint256 i = 0; left != 0; ++i) {
            uint256 recovery = payout.recoveries[i];
            Recovery memory record = _recoveries[recovery];
            uint64 taken = SafeCast.toUint64(Math.min(record.cents, left));
            left -= taken;
            record.cents -= taken;
            if (record.cents == 0) {
                record.status = RecoveryStatus.Taken;
                _active[_pairKey(run.insurer, payout.provider)].remove(recovery);
            }
            _recoveries[recovery] = record;
            emit RecoveryTaken({
                recovery: recovery,
                insurer: run.insurer,
                provider: payout.provider,
                batch: run.batch,
                cents: taken,
                leftCents: record.cents
            });
        }
    }

    function _nextRecovery(uint256 claimNumber) private view returns (uint256 recovery) {
        recovery = (claimNumber << 16) | 1;
        while (_recoveries[recovery].status != RecoveryStatus.None) ++recovery;
    }

    function _recoveryOf(uint256 recovery) private view returns (Recovery memory record) {
        record = _recoveries[recovery];
        if (record.status == RecoveryStatus.None) revert Errors.RecoveryNotFound(recovery);
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
        debt = _debts[_debtKey(insurer, batch, provider, plan)];
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
    function recoveryOf(uint256 recovery) external view returns (Recovery memory) {
        return _recoveries[recovery];
    }

    /// @inheritdoc IEscrow
    function offsetOf(uint32 insurer, uint32 provider)
        external
        view
        returns (uint256 cents, uint256[] memory recoveries)
    {
        recoveries = _active[_pairKey(insurer, provider)].values();
        for (uint256 i = 0; i < recoveries.length; ++i) {
            cents += _recoveries[recoveries[i]].cents;
        }
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

    function _debtKey(uint32 insurer, uint32 batch, uint32 provider, uint32 plan) private pure returns (uint256) {
        return (uint256(insurer) << 96) | (uint256(batch) << 64) | (uint256(provider) << 32) | plan;
    }

    function _pairKey(uint32 insurer, uint32 provider) private pure returns (uint256) {
        return (uint256(insurer) << 32) | provider;
    }

    /// @dev A recovery's id begins with its claim number, and that with its insurer.
    function _insurerOf(uint256 recovery) private pure returns (uint32) {
        return uint32(recovery >> 64);
    }
}
