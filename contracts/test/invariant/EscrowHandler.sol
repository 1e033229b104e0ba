// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Interest} from "../../src/libraries/Interest.sol";
import {EscrowFixture} from "../support/EscrowFixture.sol";
import {BlockingToken} from "../support/tokens/Tokens.sol";

/// @notice Acts on the escrow at random and keeps books of its own.
contract EscrowHandler is EscrowFixture {
    struct Key {
        uint32 batch;
        uint32 provider;
        uint32 plan;
    }

    uint32 public constant PROVIDERS = 3;
    uint32 private constant PLANS = 4;
    uint32 private constant BATCHES = 2;
    uint256 public constant KEYS = uint256(PROVIDERS) * PLANS * BATCHES;
    uint64 private constant NONE = type(uint64).max;

    BlockingToken private _token;
    uint256 public deposited; // units
    uint256 public withdrawn; // units
    uint256 public capPassed; // payouts that passed the cap of their day
    uint256 public releaseRefused; // releases refused though the account had them
    mapping(uint32 provider => uint256 cents) public determinedOf;
    mapping(uint32 provider => uint256 cents) public interestOf;
    mapping(uint32 provider => uint256 cents) public reversedOf;
    mapping(uint256 recovery => uint256 cents) public noticedOf;
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

    function deposit(uint256 cents) external {
        cents = bound(cents, 1, 50_000_00);
        fund(cents);
        deposited += cents * UNITS;
    }

    function withdrawSome(uint256 amount) external {
        uint256 free = escrow.freeOf(INSURER);
        amount = amount % 4 == 0 ? free : bound(amount, 0, free);
        withdraw(amount);
        withdrawn += amount;
    }

    function payOne(uint256 seed) external {
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
    }

    function releaseOne(uint256 seed) external {
        for (uint256 i = 0; i < KEYS; ++i) {
            Key memory key = keyAt((seed % KEYS + i) % KEYS);
            (IEscrow.Debt memory debt, uint256 interestCents) =
                escrow.owedOf(INSURER, key.batch, key.provider, key.plan);
            if (debt.cents != 0) return _release(key, debt.cents + interestCents, interestCents);
        }
    }

    function noticeOne(uint256 seed) external {
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
        if (id == 0) return;
        noticedOf[id] = cents - owedBefore;
        _ids.push(id);
    }

    /// @dev Moves a recovery on, whatever its status is.
    function moveOne(uint256 seed) external {
        if (_ids.length == 0) return;
        uint256 id = _ids[seed % _ids.length];
        IEscrow.RecoveryStatus status = escrow.recoveryOf(id).status;
        if (status == IEscrow.RecoveryStatus.Taken || status == IEscrow.RecoveryStatus.Waived) return;
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

    function setCap(uint256 seed) external {
        vm.prank(treasurer);
        escrow.setCap(INSURER, seed % 3 == 0 ? NONE : uint64(seed % 20_000_00));
    }

    function approve(uint256 seed) external {
        uint24 day = today() + uint24(seed % 2);
        vm.prank(approver);
        escrow.approveAbove(INSURER, day, uint64(seed % 5_000_00));
    }

    function block_(uint256 seed) external {
        _token.setMode(payeeOf(uint32(1 + seed % PROVIDERS)), BlockingToken.Mode((seed >> 8) % 3));
    }

    function letPass(uint256 duration) external {
        wait(bound(duration, 1, 40 days));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      BOOKS
    //////////////////////////////////////////////////////////////////////////*/

    function wiring() external view returns (address, address) {
        return (address(escrow), address(token));
    }

    function keyAt(uint256 i) public pure returns (Key memory) {
        return Key({
            batch: uint32(i % BATCHES),
            provider: uint32(1 + (i / BATCHES) % PROVIDERS),
            plan: uint32(1 + i / BATCHES / PROVIDERS)
        });
    }

    function recoveries() external view returns (uint256[] memory) {
        return _ids;
    }

    function payeeOfProvider(uint32 provider) external pure returns (address) {
        return payeeOf(provider);
    }

    /// @dev What all debts come to when they are paid at a time.
    function dueAt(uint256 paidAt) external view returns (uint256 cents) {
        for (uint256 i = 0; i < KEYS; ++i) {
            Key memory key = keyAt(i);
            (IEscrow.Debt memory debt,) = escrow.owedOf(INSURER, key.batch, key.provider, key.plan);
            if (debt.cents == 0) continue;
            cents += debt.cents + Interest.due(plans.clocksOf(key.plan), debt.cents, debt.receivedAt, paidAt);
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      STEPS
    //////////////////////////////////////////////////////////////////////////*/

    function _release(Key memory key, uint256 cents, uint256 interestCents) private {
        IEscrow.CapStatus memory cap = escrow.capOf(INSURER);
        bool isAllowed = _token.modeOf(payeeOf(key.provider)) == BlockingToken.Mode.None
            && cents * UNITS <= escrow.balanceOf(INSURER)
            && (cap.dailyCents == NONE || cap.paidCents + cents <= uint256(cap.dailyCents) + cap.extraCents);
        uint256 paidBefore = _paidToday();
        try escrow.releaseOwed(INSURER, key.batch, key.provider, key.plan) {
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
