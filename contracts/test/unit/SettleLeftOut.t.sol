// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {Encoder} from "../support/Encoder.sol";
import {Reference} from "../support/Reference.sol";
import {Settling} from "../support/Settling.sol";

/// @notice Claims that a settlement leaves undecided: handed in bare, or because they cannot be determined.
contract SettleLeftOutTest is Settling {
    function setUp() public override {
        super.setUp();
        enrol(7, 0);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       UNDECIDED
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Its journal is its place and its leaf; its leaf stands unchanged in the determination root.
    function test_Settle_BareLeafStaysUndecided() public {
        Encoder.Submission[] memory batch = one(1, one(_good()));
        uint32 sequence = receiveInOrder(batch);
        batch[0].claims[0].isBare = true;
        bytes32 leaf = Encoder.receiptLeaf(batch[0].claims[0]);
        bytes32 root = headers[sequence].root;
        vm.expectEmit(address(ledger));
        emit IClaimLedger.SubmissionSettled(INSURER, 1, 1, 0, abi.encodePacked(uint256(1) << 148, leaf));
        vm.expectEmit(address(ledger));
        emit IClaimLedger.BatchSettled(INSURER, 1, root, 0, time());
        settle(sequence, batch);
        headers[sequence].settledAt = time();
        assertEq(clocks.isUndecided(headers[sequence], 0), true, "undecided");
    }

    function test_Settle_BareBesideWhole() public {
        Encoder.Claim[] memory claims = new Encoder.Claim[](3);
        (claims[0], claims[1], claims[2]) = (_good(), _good(), _good());
        claims[1].isBare = true;
        Reference.Determination[] memory all = settleClaims(claims);
        assertEq(all[0].isDecided, true, "first");
        assertEq(all[1].isDecided, false, "second");
        assertEq(all[1].fault, bytes4(0), "for no fault");
        assertEq(all[2].isDecided, true, "third");
        _checkUndecided(3, 1);
    }

    /// @dev A whole batch undecided settles it all the same, pays nobody and posts nothing.
    function test_Settle_AllBare() public {
        Encoder.Submission[] memory batch = new Encoder.Submission[](2);
        batch[0] = Encoder.Submission(1, two(_good(), _good()));
        batch[1] = Encoder.Submission(2, one(_good()));
        for (uint256 i = 0; i < 3; ++i) {
            batch[i / 2].claims[i % 2].isBare = true;
        }
        uint32 sequence = receiveInOrder(batch);
        bytes32 root = headers[sequence].root;
        settleReceived(sequence, batch);
        assertEq(headers[sequence].root, root, "the receipt root stays");
        assertEq(token.balanceOf(payeeOf(1)), 0, "payout");
    }

    /// @dev A leaf may be left undecided whatever it is of: another insurer's coverage, a replacement.
    function test_Settle_BareOfAnything() public {
        Encoder.Claim memory made = claim(99, 1, line(50_00, 60_00, 200));
        (made.isBare, made.kind, made.replaced) = (true, 1, 5);
        assertEq(settleOne(made).isDecided, false, "undecided");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                        FAULTS
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_BadClaimLeftOut() public {
        _expectLeftOut(claim(7, 1, line(50_00, 50_01, 1)), Errors.AllowedExceedsCharge.selector);
        assertEq(token.balanceOf(payeeOf(1)), 25_00 * UNITS, "the rest is paid");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 25_00, "and posted");
    }

    function test_Settle_UnknownCoverageLeftOut() public {
        _expectLeftOut(claim(9, 1, line(50_00, 50_00, 1)), Errors.CoverageYearNotFound.selector);
    }

    function test_Settle_UnknownClassLeftOut() public {
        _expectLeftOut(claim(7, 1, line(50_00, 50_00, 4)), Errors.ClassUnknown.selector);
    }

    function test_Settle_ClassBelow255LeftOut() public {
        _expectLeftOut(claim(7, 1, line(50_00, 0, 254)), Errors.ClassUnknown.selector);
    }

    /// @dev Enrolment refuses a plan of another insurer; the ledger does not rely on it.
    function test_Settle_ForeignPlanLeftOut() public {
        (address content,) = plans.contentOf(PLAN);
        vm.mockCall(address(plans), abi.encodeCall(IPlans.contentOf, (PLAN)), abi.encode(content, uint32(2)));
        Encoder.Submission[] memory batch = one(1, one(_good()));
        uint32 sequence = receiveInOrder(batch);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ClaimLeftOut(numberOf(sequence, 0), Errors.PlanNotFound.selector);
        settle(sequence, batch);
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 0, "nothing posted");
    }

    function test_Settle_ClaimWithoutLinesLeftOut() public {
        Encoder.Claim memory bad = claim(7, 1, line(0, 0, 0));
        (bad.lines, bad.reasonsHash) = (new Encoder.Line[](0), 0);
        _expectLeftOut(bad, Errors.ClaimWithoutLines.selector);
    }

    function test_Settle_ReplacementLeftOut() public {
        Encoder.Claim memory bad = claim(7, 1, line(50_00, 50_00, 1));
        (bad.kind, bad.replaced) = (1, numberOf(1, 0));
        _expectLeftOut(bad, Errors.CorrectionInSettlement.selector);
    }

    /// @dev Beyond the head: further charges, then the number.
    function test_Settle_LongReplacementLeftOut() public {
        Encoder.Claim memory bad = claim(7, 1, line(50_00, 50_00, 1));
        (bad.kind, bad.replaced) = (1, type(uint80).max);
        bad.lines = new Encoder.Line[](9);
        bad.evidence = keccak256("evidence");
        _expectLeftOut(bad, Errors.CorrectionInSettlement.selector);
    }

    function test_Settle_VoidLeftOut() public {
        Encoder.Claim memory bad = claim(7, 1, line(50_00, 50_00, 1));
        (bad.kind, bad.replaced) = (2, numberOf(1, 0));
        (bad.lines, bad.reasonsHash) = (new Encoder.Line[](0), 0);
        _expectLeftOut(bad, Errors.CorrectionInSettlement.selector);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                        ORDER
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_CorrectionBeforeAllElse() public {
        Encoder.Claim memory bad = claim(99, 1, line(50_00, 60_00, 4));
        (bad.kind, bad.replaced) = (1, numberOf(1, 0));
        _expectLeftOut(bad, Errors.CorrectionInSettlement.selector);
    }

    function test_Settle_UnknownCoverageBeforeLines() public {
        Encoder.Claim memory bad = claim(99, 1, line(0, 0, 0));
        (bad.lines, bad.reasonsHash) = (new Encoder.Line[](0), 0);
        _expectLeftOut(bad, Errors.CoverageYearNotFound.selector);
    }

    /// @dev contracts/DESIGN.md section 4: the charge is looked at before anything denies the line.
    function test_Settle_AllowedBeforeClass() public {
        _expectLeftOut(claim(7, 1, line(50_00, 60_00, 4)), Errors.AllowedExceedsCharge.selector);
    }

    /// @dev Even of a claim that is denied as a whole, and of a line that the engine denied.
    function test_Settle_AllowedBeforeDenials() public {
        _expectLeftOut(claimOn(7, END_DAY, line(50_00, 50_01, 1)), Errors.AllowedExceedsCharge.selector);
        _expectLeftOut(claim(7, 1, line(50_00, 50_01, 255)), Errors.AllowedExceedsCharge.selector);
    }

    /// @dev Line by line: the first line that has a fault tells the reason.
    function test_Settle_FirstFaultyLine() public {
        Encoder.Claim memory bad = withLines(claim(7, 1, line(0, 0, 0)), line(50_00, 50_00, 4), line(50_00, 60_00, 1));
        _expectLeftOut(bad, Errors.ClassUnknown.selector);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      NO TRACES
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev A fault on a later line takes back what the earlier ones would have posted and paid.
    function test_Settle_FaultOnLastLineLeavesNoTrace() public {
        Encoder.Claim memory bad =
            withLines(claim(7, 1, line(0, 0, 0)), line(100_00, 100_00, 1), line(100_00, 100_00, 9));
        _expectLeftOut(bad, Errors.ClassUnknown.selector);
        assertEq(token.balanceOf(payeeOf(1)), 25_00 * UNITS, "only the good one");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 25_00, "only the good one");
    }

    /// @dev The same with a family, counters and an extension, and good claims of the same words before and after it.
    function test_Settle_FaultyClaimBetweenGoodOnes() public {
        IPlans.Plan memory plan = limitedPlan(
            yearLimit(IPlans.LimitKind.Visits, 2, 0),
            extendedLimit(IPlans.LimitKind.Units, IPlans.LimitPeriod.Lifetime, 5, 0)
        );
        plan.classes[0].coinsuranceBps = 1000;
        enrol(8, publish(plan), 3, 900);
        Encoder.Claim[] memory claims = new Encoder.Claim[](3);
        claims[0] = claim(8, 1, unitsLine(10_00, 2));
        claims[1] = withLines(claim(8, 2, line(0, 0, 0)), unitsLine(10_00, 2), line(1_00, 1_01, 0));
        claims[2] = claim(8, 3, unitsLine(10_00, 3));
        Reference.Determination[] memory all = settleClaims(claims);
        assertEq(all[1].fault, Errors.AllowedExceedsCharge.selector, "left out");
        assertEq(all[2].lines[0].denial, 0, "the second visit");
        assertEq(coverages.extensionOf(INSURER, 900), 5, "units of the two");
        assertEq(coverages.familyYearOf(INSURER, 3).outOfPocketCents, 2_00, "shares of the two");
    }

    /// @dev The fault of one claim does not stay with the next, whatever was wrong.
    function test_Settle_EveryFaultInOneBatch() public {
        Encoder.Claim[] memory claims = new Encoder.Claim[](9);
        for (uint256 i = 0; i < 9; ++i) {
            claims[i] = _good();
        }
        claims[0].lines[0].allowed = 50_01;
        claims[2].coverageYear = 99;
        claims[4].lines[0].class = 9;
        (claims[6].lines, claims[6].reasonsHash) = (new Encoder.Line[](0), 0);
        (claims[8].kind, claims[8].replaced) = (1, 1);
        Reference.Determination[] memory all = settleClaims(claims);
        for (uint256 i = 0; i < 9; ++i) {
            assertEq(all[i].isDecided, i % 2 == 1, "every second one");
        }
        assertEq(token.balanceOf(payeeOf(1)), 100_00 * UNITS, "four are paid");
    }

    function test_Settle_LeavesOutAcrossBitmapWords() public {
        Encoder.Submission[] memory batch = one(1, new Encoder.Claim[](512));
        for (uint256 i = 0; i < 512; ++i) {
            batch[0].claims[i] = claim(7, i, line(1_00, i % 255 == 1 ? 1_01 : 1_00, 1));
        }
        uint32 sequence = receiveInOrder(batch);
        vm.record();
        settleReceived(sequence, batch);
        assertEq(slotsWritten(address(ledger)).length, 3, "the seal and two words of bits");
        for (uint16 i = 0; i < 512; ++i) {
            assertEq(clocks.isUndecided(headers[sequence], i), i % 255 == 1, "undecided");
        }
    }

    /// @dev Only the first of two words of bits.
    function test_Settle_OneWordOfBits() public {
        Encoder.Submission[] memory batch = one(1, two(_good(), _good()));
        batch[0].claims[1].isBare = true;
        uint32 sequence = receiveInOrder(batch);
        vm.record();
        settle(sequence, batch);
        bytes32[] memory slots = slotsWritten(address(ledger));
        assertEq(slots.length, 2, "the seal and a word of bits");
        assertEq(vm.load(address(ledger), slots[1]), bytes32(uint256(2)), "the second claim's");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Pays 25.
    function _good() private returns (Encoder.Claim memory) {
        return claim(7, nextSeed() + 1000, line(50_00, 50_00, 1));
    }

    /// @dev The bad one with a good one behind it.
    function _expectLeftOut(Encoder.Claim memory bad, bytes4 reason) private {
        Reference.Determination[] memory all = settleClaims(two(bad, _good()));
        assertEq(all[0].fault, reason, "reason");
        assertEq(all[1].isDecided, true, "the good one");
        _checkUndecided(2, 0);
    }

    /// @dev In the last batch only the one claim is undecided.
    function _checkUndecided(uint16 count, uint16 index) private view {
        IClaimLedger.BatchHeader memory header = headers[ledger.lastBatchOf(INSURER)];
        for (uint16 i = 0; i < count; ++i) {
            assertEq(clocks.isUndecided(header, i), i == index, "undecided");
        }
    }
}
