// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

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

    EscrowHandler private _handler;

    function setUp() public {
        _handler = new EscrowHandler();
        _handler.setUp();
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

    /// @notice One campaign asserts all of them, of the same sequences.
    function invariant_Escrow() external view {
        invariant_Conservation();
        invariant_EachCentOnce();
        invariant_SumsAreOfTheirParts();
        invariant_ReserveCoversDebts();
    }

    /// @dev After each act too; and that no cap is passed and no release refused.
    function invariant_Conservation() private view {
        _handler.assertConservation();
    }

    function invariant_EachCentOnce() private view {
        _handler.assertEachCentOnce();
    }

    function invariant_SumsAreOfTheirParts() private view {
        _handler.assertSums();
    }

    function invariant_ReserveCoversDebts() private view {
        _handler.assertReserve();
    }

    /// @dev Two acts are there twice.
    function afterInvariant() external {
        _handler.report(this.targetSelectors()[0].selectors.length - 2);
    }
}
