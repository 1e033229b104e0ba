// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "../support/Test.sol";
import {Handler} from "./Handler.sol";

/// @notice README.md of this folder, as code.
contract ClaimsInvariantTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Handler private _handler;

    function setUp() public {
        _handler = new Handler();
        _handler.setUp();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[17] memory acts = [
            Handler.doSubmit.selector,
            Handler.doSettle.selector,
            Handler.doDecide.selector,
            Handler.doReverse.selector,
            Handler.doReplace.selector,
            Handler.doVoid.selector,
            Handler.doPend.selector,
            Handler.doEvidence.selector,
            Handler.doOverdue.selector,
            Handler.doWait.selector,
            Handler.doAppeal.selector,
            Handler.doAnswer.selector,
            Handler.doRule.selector,
            Handler.doDeposit.selector,
            Handler.doWithdraw.selector,
            Handler.doRelease.selector,
            Handler.doActivate.selector
        ];
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(_handler), new bytes4[](acts.length));
        for (uint256 i = 0; i < acts.length; ++i) {
            targets[0].selectors[i] = acts[i];
        }
    }

    /// @notice One campaign asserts all of them, of the same sequences.
    function invariant_Claims() external view {
        invariant_PaidEqualsDetermined();
        invariant_AccumulatorsEqualDeterminations();
        invariant_OneStandingVersion();
        invariant_NothingForbidden();
    }

    /// @dev Conservation too: all of the money is looked at.
    function invariant_PaidEqualsDetermined() private view {
        _handler.assertMoney();
    }

    function invariant_AccumulatorsEqualDeterminations() private view {
        _handler.assertAccumulators();
    }

    /// @dev That versions count on from 1 is asserted as each determination is booked.
    function invariant_OneStandingVersion() private view {
        _handler.assertOneStands();
    }

    function invariant_NothingForbidden() private view {
        assertEq(_handler.forbidden(), 0, "forbidden");
        assertEq(_handler.shortfalls(), 0, "shortfalls");
    }

    function afterInvariant() external {
        _handler.assertStatuses();
        _handler.report(this.targetSelectors()[0].selectors.length);
    }
}
