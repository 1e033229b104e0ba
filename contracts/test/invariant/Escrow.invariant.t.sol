// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Escrow} from "../../src/Escrow.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {TestToken} from "../../src/token/TestToken.sol";
import {Test} from "../support/Test.sol";
import {EscrowHandler} from "./EscrowHandler.sol";

/// @notice What holds of the escrow after any sequence of deposits, withdrawals, payouts, refusals, releases, reversals,
/// recoveries, appeals, caps and days:
/// - deposits = payouts + withdrawals + balance, and the tokens are there;
/// - what was determined for a provider was paid, is owed, was reversed while it was owed, or was offset, and each cent once;
/// - the sums that the account keeps are those of its debts and of its active recoveries;
/// - what is not free covers every debt with its interest, at any time within 365 days;
/// - no payout passes the cap of its day, and no release is refused that funds, cap and payee allow.
contract EscrowInvariantTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    uint32 private constant INSURER = 1;
    uint256 private constant UNITS = 10_000;

    EscrowHandler private _handler;
    Escrow private _escrow;
    TestToken private _token;

    function setUp() public {
        _handler = new EscrowHandler();
        _handler.setUp();
        (address escrow, address token) = _handler.wiring();
        (_escrow, _token) = (Escrow(escrow), TestToken(token));
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[] memory selectors = new bytes4[](12);
        selectors[0] = EscrowHandler.deposit.selector;
        selectors[1] = EscrowHandler.withdrawSome.selector;
        selectors[2] = EscrowHandler.payOne.selector;
        selectors[3] = EscrowHandler.releaseOne.selector;
        selectors[4] = EscrowHandler.noticeOne.selector;
        selectors[5] = EscrowHandler.moveOne.selector;
        selectors[6] = EscrowHandler.setCap.selector;
        selectors[7] = EscrowHandler.approve.selector;
        selectors[8] = EscrowHandler.block_.selector;
        selectors[9] = EscrowHandler.letPass.selector;
        // Paying and releasing more often than the rest.
        selectors[10] = EscrowHandler.payOne.selector;
        selectors[11] = EscrowHandler.releaseOne.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(_handler), selectors);
    }

    function invariant_Conservation() public view {
        uint256 paid = 0;
        for (uint32 i = 1; i <= _handler.PROVIDERS(); ++i) {
            paid += _token.balanceOf(_handler.payeeOfProvider(i));
        }
        uint256 balance = _escrow.balanceOf(INSURER);
        assertEq(_handler.deposited(), _handler.withdrawn() + paid + balance, "deposits");
        assertEq(_token.balanceOf(address(_escrow)), balance, "tokens");
        assertEq(_escrow.isSolvent(), true, "solvent");
    }

    function invariant_EachCentOnce() public view {
        for (uint32 i = 1; i <= _handler.PROVIDERS(); ++i) {
            uint256 settled = _owedTo(i) + _handler.reversedOf(i) + _takenFrom(i);
            uint256 received = _token.balanceOf(_handler.payeeOfProvider(i));
            uint256 due = _handler.determinedOf(i) + _handler.interestOf(i);
            assertEq(received + settled * UNITS, due * UNITS, "paid, owed, reversed or offset");
        }
    }

    function invariant_SumsAreOfTheirParts() public view {
        uint256 owed = 0;
        uint256 active = 0;
        for (uint32 i = 1; i <= _handler.PROVIDERS(); ++i) {
            owed += _owedTo(i);
            (uint256 offset,) = _escrow.offsetOf(INSURER, i);
            assertEq(offset, _activeOf(i), "active");
            active += offset;
        }
        assertEq(_escrow.totalOffsetOf(INSURER), active, "all active");
        assertEq(_escrow.totalOwedOf(INSURER), owed, "owed");
        if (owed == 0) assertEq(_escrow.freeOf(INSURER), _escrow.balanceOf(INSURER), "nothing reserved for nothing");
    }

    function invariant_ReserveCoversDebts() public view {
        uint256 free = _escrow.freeOf(INSURER);
        if (free == 0) return;
        uint256 kept = _escrow.balanceOf(INSURER) - free;
        assertLe(_handler.dueAt(vm.getBlockTimestamp()) * UNITS, kept, "now");
        assertLe(_handler.dueAt(vm.getBlockTimestamp() + 200 days) * UNITS, kept, "later");
        assertLe(_handler.dueAt(vm.getBlockTimestamp() + 365 days) * UNITS, kept, "last");
    }

    function invariant_CapHolds() public view {
        assertEq(_handler.capPassed(), 0, "passed");
    }

    function invariant_ReleasesSucceed() public view {
        assertEq(_handler.releaseRefused(), 0, "refused");
    }

    function _owedTo(uint32 provider) private view returns (uint256 cents) {
        uint256 count = _handler.KEYS();
        for (uint256 i = 0; i < count; ++i) {
            EscrowHandler.Key memory key = _handler.keyAt(i);
            if (key.provider != provider) continue;
            (IEscrow.Debt memory debt,) = _escrow.owedOf(INSURER, key.batch, key.provider, key.plan);
            cents += debt.cents;
        }
    }

    function _takenFrom(uint32 provider) private view returns (uint256 cents) {
        uint256[] memory ids = _handler.recoveries();
        for (uint256 i = 0; i < ids.length; ++i) {
            IEscrow.Recovery memory record = _escrow.recoveryOf(ids[i]);
            if (record.provider == provider) cents += _handler.noticedOf(ids[i]) - record.cents;
        }
    }

    function _activeOf(uint32 provider) private view returns (uint256 cents) {
        uint256[] memory ids = _handler.recoveries();
        for (uint256 i = 0; i < ids.length; ++i) {
            IEscrow.Recovery memory record = _escrow.recoveryOf(ids[i]);
            if (record.provider == provider && record.status == IEscrow.RecoveryStatus.Active) cents += record.cents;
        }
    }
}
