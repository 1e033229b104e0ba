// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {Encoder} from "../support/Encoder.sol";
import {Reference} from "../support/Reference.sol";
import {Settling} from "../support/Settling.sol";
import {BlockingToken} from "../support/tokens/Tokens.sol";

/// @notice What is bad stops nobody else: everything that can be wrong with a claim in one batch, a payee that refuses, an
/// insurer that pauses; and what is refused whole leaves no trace. test/README.md names the tests of each fault alone.
contract BadInputTest is Settling {
    uint8 private constant OUTSIDE_COVERAGE = 2;
    uint8 private constant PROVIDER_NOT_CREDENTIALED = 3;
    uint8 private constant LIMIT_REACHED = 8;

    function setUp() public override {
        super.setUp();
        IPlans.Plan memory plan = freePlan();
        plan.limits = new IPlans.Limit[](1);
        plan.limits[0] = yearLimit(IPlans.LimitKind.Visits, 1, 0);
        plan.classes = new IPlans.CostShare[](2);
        plan.classes[0] = share(true, false, 0, 0);
        plan.classes[1] = share(true, false, 0, 0);
        plan.classes[1].limitA = 1;
        enrol(7, publish(plan), 0);
        enrol(8, PLAN, 0);
    }

    /// @dev Provider 1 has a good claim between any two bad ones, provider 2 no credentials, provider 3 a good claim.
    function test_Settle_BadClaimsStopNobodyElse() public {
        setValidity(2, 0);
        Encoder.Submission[] memory batch = new Encoder.Submission[](3);
        batch[0] = Encoder.Submission(1, _goodAndBad());
        batch[1] = Encoder.Submission(2, one(_good()));
        batch[2] = Encoder.Submission(3, one(_good()));
        Reference.Determination[][] memory all = settleAll(batch);

        assertEq(all[0][1].lines[0].denial, OUTSIDE_COVERAGE, "outside of its coverage");
        assertEq(all[0][3].lines[0].denial, 0, "the one visit of the year");
        assertEq(all[0][4].lines[0].denial, LIMIT_REACHED, "the second");
        assertEq(bytes32(all[0][6].fault), bytes32(Errors.CoverageYearNotFound.selector), "coverage unknown");
        assertEq(bytes32(all[0][8].fault), bytes32(Errors.AllowedExceedsCharge.selector), "more than the charge");
        assertEq(bytes32(all[0][10].fault), bytes32(Errors.ClassUnknown.selector), "class unknown");
        assertEq(bytes32(all[0][12].fault), bytes32(Errors.CorrectionInSettlement.selector), "a replacement");
        assertEq(all[0][14].lines[0].denial, 0, "an earlier service after a later one");
        assertEq(all[1][0].lines[0].denial, PROVIDER_NOT_CREDENTIALED, "without credentials");
        assertEq(token.balanceOf(payeeOf(1)), 9 * 50_00 * UNITS, "seven good ones, the visit and the one out of order");
        assertEq(token.balanceOf(payeeOf(2)), 0, "nothing");
        assertEq(token.balanceOf(payeeOf(3)), 50_00 * UNITS, "the last of the batch");
    }

    /// @dev By settlement, then released once the payee can receive.
    function test_Settle_RefusingPayeeStopsNobodyElse() public {
        vm.etch(address(token), address(new BlockingToken()).code);
        BlockingToken blocking = BlockingToken(address(token));
        for (uint256 mode = 1; mode <= uint256(type(BlockingToken.Mode).max); ++mode) {
            blocking.setMode(payeeOf(2), BlockingToken.Mode(mode));
            Encoder.Submission[] memory batch = new Encoder.Submission[](3);
            for (uint32 i = 0; i < 3; ++i) {
                batch[i] = Encoder.Submission(i + 1, one(_good()));
            }
            settle(receiveInOrder(batch), batch);
            assertEq(token.balanceOf(payeeOf(1)), mode * 50_00 * UNITS, "before it");
            assertEq(token.balanceOf(payeeOf(3)), mode * 50_00 * UNITS, "behind it");
            assertEq(escrow.totalOwedOf(INSURER), mode * 50_00, "owed");
        }
        blocking.setMode(payeeOf(2), BlockingToken.Mode.None);
        escrow.releaseOwed(INSURER, 1, 2, 2);
        assertEq(token.balanceOf(payeeOf(2)), 50_00 * UNITS, "pulled later");
    }

    /// @dev With the same keys for both insurers: it is the insurer that is paused, not a key.
    function test_SetPaused_TheOtherInsurerSettlesAndReceives() public {
        registerInsurer(2);
        vm.prank(admin);
        clocks.setPaused(2, true);
        IClaimLedger.Submission[] memory none = new IClaimLedger.Submission[](0);
        vm.expectRevert(abi.encodeWithSelector(Errors.InsurerPaused.selector, 2));
        vm.prank(gateway);
        ledger.receiveBatch(2, 1, none);
        assertEq(settleOne(_good()).paid, 50_00, "the first goes on");
    }

    /// @dev Cut, stretched, changed: what was refused can be done right afterwards; what was done is not done again.
    function test_Refused_LeavesNoTrace() public {
        Encoder.Submission[] memory batch = one(1, two(_good(), _good()));
        uint32 sequence = receiveInOrder(batch);
        bytes32 seal = ledger.sealOf(INSURER, sequence);
        _assertRefused(one(1, one(batch[0].claims[0])), Errors.EncodingMalformed.selector);
        _assertRefused(one(2, batch[0].claims), Errors.ReceiptRootMismatch.selector);
        batch[0].claims[1].lines[0].charge += 1;
        _assertRefused(batch, Errors.ReceiptRootMismatch.selector);
        batch[0].claims[1].lines[0].charge -= 1;

        assertEq(ledger.sealOf(INSURER, sequence), seal, "as it was received");
        assertEq(coverages.coverageYearOf(INSURER, 7).counters, 0, "nothing counted");
        assertEq(token.balanceOf(payeeOf(1)), 0, "nothing paid");
        settleReceived(sequence, batch);
        _assertRefused(batch, Errors.BatchAlreadySettled.selector);
        assertEq(token.balanceOf(payeeOf(1)), 100_00 * UNITS, "both, once");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev As the settlement of batch 1.
    function _assertRefused(Encoder.Submission[] memory batch, bytes4 error_) private {
        bytes memory call = abi.encodeCall(IClaimLedger.settleBatch, (headers[1], settlement(batch)));
        vm.prank(adjudicator);
        (bool isDone, bytes memory answer) = address(ledger).call(call);
        assertEq(isDone, false, "refused");
        assertEq(bytes32(bytes4(answer)), bytes32(error_), "with its reason");
    }

    function _goodAndBad() private returns (Encoder.Claim[] memory claims) {
        claims = new Encoder.Claim[](15);
        for (uint256 i = 0; i < 15; ++i) {
            claims[i] = _good();
        }
        claims[1].serviceDay = END_DAY;
        (claims[3].lines[0].class, claims[4].lines[0].class) = (1, 1);
        claims[6].coverageYear = 99;
        claims[8].lines[0].allowed = 50_01;
        claims[10].lines[0].class = 9;
        (claims[12].kind, claims[12].replaced) = (1, 1);
        claims[14].serviceDay = START_DAY;
    }

    /// @dev Pays 50.
    function _good() private returns (Encoder.Claim memory) {
        return claim(7, nextSeed(), line(50_00, 50_00, 0));
    }
}
