// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Interest} from "../../src/libraries/Interest.sol";
import {EscrowFixture} from "../support/EscrowFixture.sol";
import {BlockingToken} from "../support/tokens/Tokens.sol";
import {Acts} from "./Acts.sol";

/// @notice Acts on the escrow at random and keeps books of its own.
contract EscrowHandler is EscrowFixture, Acts {
    struct Key {
        uint32 batch;
        uint32 provider;
        uint32 plan;
    }

    uint32 private constant PROVIDERS = 3;
    uint32 private constant PLANS = 4;
    uint32 private constant BATCHES = 2;
    uint256 private constant KEYS = uint256(PROVIDERS) * PLANS * BATCHES;
    uint64 private constant NONE = type(uint64).max;

    BlockingToken private _token;
    uint256 private deposited; // units
    uint256 private withdrawn; // units
    uint256 private capPassed; // payouts that passed the cap of their day
    uint256 private releaseRefused; // releases refused though the account had them
    mapping(uint32 provider => uint256 cents) private determinedOf;
    mapping(uint32 provider => uint256 cents) private interestOf;
    mapping(uint32 provider => uint256 cents) private reversedOf;
    mapping(uint256 recovery => uint256 cents) private noticedOf;
    uint256[] private _ids;

    function setUp() public override {
        super.setUp();
        _token = new BlockingToken();
        token = _token;
        escrow = escrowOf(_token);
        IPlans.Clocks memory clocks = clocksOf(900, 5_00);
        clocks.utcOffsetSeconds = 13 hours;
        publish(clocks);
        clocks = clocksOf(2400, 0);
        clocks.utcOffsetSeconds = -10 hours;
        clocks.interestFromDays = 30;
        publish(clocks);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     ACTIONS
    //////////////////////////////////////////////////////////////////////////*/

    function deposit(uint256 seed) external counted("deposit") {
        uint256 cents = bound(spread(seed), 1, 50_000_00);
        fund(cents);
        deposited += cents * UNITS;
        done("deposit");
    }

    function withdrawSome(uint256 seed) external counted("withdraw") {
        seed = spread(seed);
        uint256 free = escrow.freeOf(INSURER);
        if (free == 0) return;
        uint256 amount = seed % 4 == 0 ? free : bound(seed, 1, free);
        withdraw(amount);
        withdrawn += amount;
        done("withdraw");
    }

    function payOne(uint256 seed) external counted("pay") {
        seed = spread(seed);
        IEscrow.Payment[] memory payments = new IEscrow.Payment[](1 + seed % 5);
        for (uint256 i = 0; i < payments.length; ++i) {
            uint256 part = uint256(keccak256(abi.encode(seed, i)));
            payments[i] = payment({
                provider: uint32(1 + part % PROVIDERS),
                plan: uint32(1 + (part >> 8) % PLANS),
                cents: uint64((part >> 16) % 10_000_00)
            });
            determinedOf[payments[i].provider] += payments[i].cents;
        }
        uint64 receivedAt = uint64(time() - (seed >> 16) % 90 days);
        uint256 paidBefore = _paidToday();
        vm.prank(payer);
        escrow.payBatch(INSURER, uint32(seed >> 8) % BATCHES, receivedAt, payments);
        _checkCap(paidBefore);
        done("pay");
    }

    function releaseOne(uint256 seed) external counted("release") {
        seed = spread(seed);
        for (uint256 i = 0; i < KEYS; ++i) {
            Key memory key = keyAt((seed % KEYS + i) % KEYS);
            (IEscrow.Debt memory debt, uint256 interestCents) =
                escrow.owedOf(INSURER, key.batch, key.provider, key.plan);
            if (debt.cents == 0) continue;
            if (seed >> 255 == 0) _clearTheWay(key.provider, debt.cents + interestCents);
            return _release(key, debt.cents + interestCents, interestCents);
        }
    }

    function noticeOne(uint256 seed) external counted("notice") {
        seed = spread(seed);
        Key memory key = keyAt(seed % KEYS);
        uint64 cents = uint64((seed >> 16) % 5_000_00);
        uint256 owedBefore = owed(key.batch, key.provider, key.plan);
        vm.prank(payer);
        uint256 id = escrow.noticeRecovery({
            insurer: INSURER,
            batch: key.batch,
            provider: key.provider,
            plan: key.plan,
            claimNumber: claimNumberOf(key.batch, uint16(seed >> 8) % 3),
            cents: cents
        });
        reversedOf[key.provider] += owedBefore < cents ? owedBefore : cents;
        done("notice");
        if (id == 0) return;
        noticedOf[id] = cents - owedBefore;
        _ids.push(id);
    }

    /// @dev Moves a recovery on, whatever its status is.
    function moveOne(uint256 seed) external counted("move") {
        seed = spread(seed);
        uint256 id = _findOpen(seed >> 32);
        if (id == 0) return;
        IEscrow.RecoveryStatus status = escrow.recoveryOf(id).status;
        done("move");
        if (seed % 7 == 0) {
            vm.prank(treasurer);
            escrow.waiveRecovery(id);
        } else if (status == IEscrow.RecoveryStatus.Suspended) {
            vm.prank(appeals);
            escrow.resumeRecovery(id);
        } else if (seed % 7 == 1) {
            vm.prank(appeals);
            escrow.suspendRecovery(id);
        } else if (status == IEscrow.RecoveryStatus.Noticed) {
            if (time() < escrow.recoveryOf(id).effectiveAt) vm.warp(escrow.recoveryOf(id).effectiveAt);
            escrow.activateRecovery(id);
        }
    }

    function setCap(uint256 seed) external counted("cap") {
        seed = spread(seed);
        done("cap");
        vm.prank(treasurer);
        escrow.setCap(INSURER, seed % 3 == 0 ? NONE : uint64(seed % 20_000_00));
    }

    function approve(uint256 seed) external counted("approve") {
        seed = spread(seed);
        done("approve");
        uint24 day = today() + uint24(seed % 2);
        vm.prank(approver);
        escrow.approveAbove(INSURER, day, uint64(seed % 5_000_00));
    }

    function block_(uint256 seed) external counted("block") {
        seed = spread(seed);
        done("block");
        _token.setMode(payeeOf(uint32(1 + seed % PROVIDERS)), BlockingToken.Mode((seed >> 8) % 3));
    }

    function letPass(uint256 seed) external counted("wait") {
        wait(bound(spread(seed), 1, 40 days));
        done("wait");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     CHECKS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Conservation: deposits = payouts + withdrawals + balance, and the tokens are there.
    function checkAct() internal view override {
        uint256 paid = 0;
        for (uint32 i = 1; i <= PROVIDERS; ++i) {
            paid += token.balanceOf(payeeOf(i));
        }
        uint256 balance = escrow.balanceOf(INSURER);
        assertEq(deposited, withdrawn + paid + balance, "deposits");
        assertEq(token.balanceOf(address(escrow)), balance, "tokens");
        assertTrue(escrow.isSolvent(), "solvent");
        assertEq(capPassed, 0, "the cap of a day passed");
        assertEq(releaseRefused, 0, "a release refused");
    }

    function assertConservation() external view {
        checkAct();
    }

    /// @dev What was determined was paid, is owed, was reversed while it was owed, or was offset.
    function assertEachCentOnce() external view {
        IEscrow.Debt[] memory debts = _debts();
        for (uint32 i = 1; i <= PROVIDERS; ++i) {
            uint256 settled = _owedTo(debts, i) + reversedOf[i] + _takenFrom(i);
            uint256 due = determinedOf[i] + interestOf[i];
            assertEq(token.balanceOf(payeeOf(i)) + settled * UNITS, due * UNITS, "paid, owed, reversed or offset");
        }
    }

    function assertSums() external view {
        IEscrow.Debt[] memory debts = _debts();
        uint256 owed_ = 0;
        uint256 active = 0;
        for (uint32 i = 1; i <= PROVIDERS; ++i) {
            owed_ += _owedTo(debts, i);
            (uint256 offset,) = escrow.offsetOf(INSURER, i);
            assertEq(offset, _activeOf(i), "active");
            active += offset;
        }
        assertEq(escrow.totalOffsetOf(INSURER), active, "all active");
        assertEq(escrow.totalOwedOf(INSURER), owed_, "owed");
        if (owed_ == 0) assertEq(escrow.freeOf(INSURER), escrow.balanceOf(INSURER), "nothing reserved for nothing");
    }

    function assertReserve() external view {
        uint256 free = escrow.freeOf(INSURER);
        if (free == 0) return;
        uint256 kept = escrow.balanceOf(INSURER) - free;
        IEscrow.Debt[] memory debts = _debts();
        assertLe(_dueAt(debts, time()) * UNITS, kept, "now");
        assertLe(_dueAt(debts, time() + 200 days) * UNITS, kept, "later");
        assertLe(_dueAt(debts, time() + 365 days) * UNITS, kept, "last");
    }

    /// @notice Prints what the runs did so far, and asserts that they reach what the campaign is about.
    /// @param acts How many acts there are.
    function report(uint256 acts) external {
        reportActs("escrow", acts);
        uint256 paid = 0;
        uint256 reversed = 0;
        for (uint32 i = 1; i <= PROVIDERS; ++i) {
            if (token.balanceOf(payeeOf(i)) != 0) ++paid;
            if (reversedOf[i] != 0) ++reversed;
        }
        uint256 owing = 0;
        IEscrow.Debt[] memory debts = _debts();
        for (uint256 i = 0; i < KEYS; ++i) {
            if (debts[i].cents != 0) ++owing;
        }
        reportEnd("escrow", "providers paid", paid);
        reportEnd("escrow", "debts", owing);
        reportEnd("escrow", "providers with debts reversed", reversed);
        reportEnd("escrow", "recoveries", _ids.length);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      BOOKS
    //////////////////////////////////////////////////////////////////////////*/

    function keyAt(uint256 i) private pure returns (Key memory) {
        return Key({
            batch: uint32(i % BATCHES),
            provider: uint32(1 + (i / BATCHES) % PROVIDERS),
            plan: uint32(1 + i / BATCHES / PROVIDERS)
        });
    }

    /// @dev In the order of the keys.
    function _debts() private view returns (IEscrow.Debt[] memory debts) {
        debts = new IEscrow.Debt[](KEYS);
        for (uint256 i = 0; i < KEYS; ++i) {
            Key memory key = keyAt(i);
            (debts[i],) = escrow.owedOf(INSURER, key.batch, key.provider, key.plan);
        }
    }

    function _owedTo(IEscrow.Debt[] memory debts, uint32 provider) private pure returns (uint256 cents) {
        for (uint256 i = 0; i < KEYS; ++i) {
            if (keyAt(i).provider == provider) cents += debts[i].cents;
        }
    }

    /// @dev What all debts come to when they are paid at a time.
    function _dueAt(IEscrow.Debt[] memory debts, uint256 paidAt) private view returns (uint256 cents) {
        for (uint256 i = 0; i < KEYS; ++i) {
            if (debts[i].cents == 0) continue;
            IPlans.Clocks memory clocks = plans.clocksOf(keyAt(i).plan);
            cents += debts[i].cents + Interest.due(clocks, debts[i].cents, debts[i].receivedAt, paidAt);
        }
    }

    function _takenFrom(uint32 provider) private view returns (uint256 cents) {
        for (uint256 i = 0; i < _ids.length; ++i) {
            IEscrow.Recovery memory record = escrow.recoveryOf(_ids[i]);
            if (record.provider == provider) cents += noticedOf[_ids[i]] - record.cents;
        }
    }

    function _activeOf(uint32 provider) private view returns (uint256 cents) {
        for (uint256 i = 0; i < _ids.length; ++i) {
            IEscrow.Recovery memory record = escrow.recoveryOf(_ids[i]);
            if (record.provider == provider && record.status == IEscrow.RecoveryStatus.Active) cents += record.cents;
        }
    }

    /// @dev A recovery that is neither taken nor waived, from a random one on; zero for none.
    function _findOpen(uint256 from) private view returns (uint256) {
        for (uint256 i = 0; i < _ids.length; ++i) {
            uint256 id = _ids[(from + i) % _ids.length];
            IEscrow.RecoveryStatus status = escrow.recoveryOf(id).status;
            if (status != IEscrow.RecoveryStatus.Taken && status != IEscrow.RecoveryStatus.Waived) return id;
        }
        return 0;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      STEPS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev What may stand in the way of a release: its payee, the cap, too little money.
    function _clearTheWay(uint32 provider, uint256 cents) private {
        _token.setMode(payeeOf(provider), BlockingToken.Mode.None);
        vm.prank(treasurer);
        escrow.setCap(INSURER, NONE);
        fund(cents);
        deposited += cents * UNITS;
    }

    function _release(Key memory key, uint256 cents, uint256 interestCents) private {
        IEscrow.CapStatus memory cap = escrow.capOf(INSURER);
        bool isAllowed = _token.modeOf(payeeOf(key.provider)) == BlockingToken.Mode.None
            && cents * UNITS <= escrow.balanceOf(INSURER)
            && (cap.dailyCents == NONE || cap.paidCents + cents <= uint256(cap.dailyCents) + cap.extraCents);
        uint256 paidBefore = _paidToday();
        try escrow.releaseOwed(INSURER, key.batch, key.provider, key.plan) {
            done("release");
            interestOf[key.provider] += interestCents;
            _checkCap(paidBefore);
        } catch {
            if (isAllowed) ++releaseRefused;
        }
    }

    function _paidToday() private view returns (uint256) {
        return escrow.capOf(INSURER).paidCents;
    }

    /// @dev A cap may be lowered below what was paid, but nothing is paid then.
    function _checkCap(uint256 paidBefore) private {
        IEscrow.CapStatus memory cap = escrow.capOf(INSURER);
        if (cap.paidCents == paidBefore || cap.dailyCents == NONE) return;
        if (cap.paidCents > uint256(cap.dailyCents) + cap.extraCents) ++capPassed;
    }
}
