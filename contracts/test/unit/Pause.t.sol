// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Corrected} from "../support/Corrected.sol";
import {Encoder} from "../support/Encoder.sol";

/// @notice A pause stops what the insurer does itself, and nothing that others may.
contract PauseTest is Corrected {
    uint64 private constant COVERAGE = 7;

    bytes private _paused = abi.encodeWithSelector(Errors.InsurerPaused.selector, INSURER);

    function setUp() public override {
        super.setUp();
        registerProviders(1);
        enrol(COVERAGE, 0);
        fund(100_000_00);
    }

    function test_SetPaused_ByAdmin() public {
        vm.expectEmit(address(ledger));
        emit IClaimLedger.InsurerPauseChanged(INSURER, true);
        vm.prank(admin);
        clocks.setPaused(INSURER, true);
        _assertReceiptRefused();
    }

    function test_SetPaused_ByTheOperator() public {
        vm.prank(operator);
        clocks.setPaused(INSURER, true);
        _assertReceiptRefused();
    }

    function test_SetPaused_GoesOn() public {
        _pause(true);
        _pause(false);
        uint256 number = settleOne(_claim(1));
        assertTrue(stands[number], "as before");
    }

    function test_SetPaused_OneInsurerAlone() public {
        uint32 other = INSURER + 1;
        vm.prank(operator);
        organizations.registerInsurer(other, [admin, gateway, adjudicator, treasurer, enroller, approver]);
        vm.prank(admin);
        clocks.setPaused(other, true);
        assertTrue(stands[settleOne(_claim(1))], "the other is not");
    }

    function test_RevertWhen_PauserNotAdmin() public {
        uint64 role = RoleIds.ofInsurer(INSURER, IOrganizations.Role.Admin);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, role, adjudicator));
        vm.prank(adjudicator);
        clocks.setPaused(INSURER, true);
    }

    function test_RevertGiven_PausedSettlement() public {
        uint32 batch = post(one(1, one(_claim(1))));
        IClaimLedger.Settlement memory made = settlement(submissionsOf(batch));
        _pause(true);
        vm.expectRevert(_paused);
        vm.prank(adjudicator);
        ledger.settleBatch(headers[batch], made);
    }

    function test_RevertGiven_PausedDecision() public {
        uint256 number = leaveOne(_claim(1));
        IClaimLedger.Decision[] memory decisions = decisionsOf(number, _claim(1));
        _pause(true);
        vm.expectRevert(_paused);
        vm.prank(adjudicator);
        corrections.decide(headers[1], decisions);
    }

    function test_RevertGiven_PausedCorrection() public {
        uint256 replaced = settleOne(_claim(1));
        uint256 number = leaveOne(voiding(replaced, 2));
        IClaimLedger.Decision memory decision = decisionOf(number, claimOf(number));
        IClaimLedger.Standing memory standing = standingOf(replaced);
        _pause(true);
        vm.expectRevert(_paused);
        vm.prank(adjudicator);
        corrections.correct(headers[2], decision, standing);
    }

    function test_RevertGiven_PausedReversal() public {
        IClaimLedger.Standing memory standing = standingOf(settleOne(_claim(1)));
        _pause(true);
        vm.expectRevert(_paused);
        vm.prank(adjudicator);
        corrections.reverse(standing, REASONS);
    }

    function test_RevertGiven_PausedPend() public {
        uint256 number = leaveOne(_claim(1));
        IClaimLedger.Path memory path = pathOf(number);
        bytes32 leaf = leafOf(number);
        _pause(true);
        vm.expectRevert(_paused);
        vm.prank(adjudicator);
        clocks.pend(headers[1], path, leaf, REASONS);
    }

    /// @dev A pend that stands ends all the same.
    function test_ReceiveEvidence_GivenPaused() public {
        uint256 number = leaveOne(_claim(1));
        pend(number);
        _pause(true);
        vm.prank(vm.addr(1));
        clocks.receiveEvidence(number, REASONS);
        (, uint64 pendedAt,,,) = clocks.clockOf(number);
        assertEq(pendedAt, 0, "runs again");
    }

    function test_Redetermine_GivenPaused() public {
        uint256 number = settleOne(_claim(1));
        _pause(true);
        redetermine(number, allowing(number, 900_00));
        assertEq(token.balanceOf(payeeOf(1)), 480_00 * UNITS, "paid");
    }

    function test_DecideOnAppeal_GivenPaused() public {
        uint256 number = leaveOne(_claim(1));
        _pause(true);
        wait(31 days);
        markOverdue(number);
        IClaimLedger.Decision memory decision = decisionOf(number, _claim(1));
        vm.prank(address(appeals));
        corrections.decideOnAppeal(headers[1], decision);
        assertEq(token.balanceOf(payeeOf(1)), 400_00 * UNITS, "paid");
    }

    function test_ReleaseOwed_GivenPaused() public {
        vm.prank(treasurer);
        escrow.withdraw(INSURER, treasurer, 100_000_00 * UNITS);
        settleOne(_claim(1));
        fund(400_00);
        _pause(true);
        escrow.releaseOwed(INSURER, 1, 1, PLAN);
        assertEq(token.balanceOf(payeeOf(1)), 400_00 * UNITS, "what is owed is owed");
    }

    function _claim(uint256 seed) private pure returns (Encoder.Claim memory) {
        return claim(COVERAGE, seed, line(2_000_00, 800_00, 0));
    }

    function _pause(bool isPaused) private {
        vm.prank(admin);
        clocks.setPaused(INSURER, isPaused);
    }

    function _assertReceiptRefused() private {
        IClaimLedger.Submission[] memory made = new IClaimLedger.Submission[](1);
        made[0] = signedNow(Encoder.Submission(1, one(_claim(1))));
        vm.expectRevert(_paused);
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, 1, made);
    }
}
