// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {Encoder} from "../support/Encoder.sol";
import {Fixture} from "../support/Fixture.sol";

/// @notice One batch: provider 1 with claims 0 to 2, provider 2 with claims 3 to 4, provider 3 with claim 5. All are handed
/// in as bare leaves but claim 4.
contract DecideTest is Fixture {
    Encoder.Submission[] private _submissions;
    bytes32[] private _leaves; // of all six, as they stand

    function setUp() public override {
        super.setUp();
        registerProviders(3);
        fund(1_000_000_00);
        enrol(7, 0);
        enrol(8, 3);
        Encoder.Submission[] memory batch = _batch();
        receiveBatch(batch);
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 j = 0; j < batch[i].claims.length; ++j) {
                batch[i].claims[j].isBare = i != 1 || j != 1;
                _leaves.push(Encoder.receiptLeaf(batch[i].claims[j]));
            }
        }
        settle(1, batch);
        _leaves[4] = Encoder.determinationLeaf(_claimAt(4), _result());
        assertEq(ledger.batchOf(INSURER, 1).root, _root(), "the tests' tree");
    }

    function test_Decide_LeftOutClaim() public {
        bytes32 before = ledger.batchOf(INSURER, 1).root;
        IClaimLedger.Decision memory decision = _decision(1);
        _leaves[1] = Encoder.determinationLeaf(_claimAt(1), _result());
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ClaimDetermined(
            numberOf(1, 1), 1, 7, DAY, Encoder.receiptLeaf(_claimAt(1)), _claimAt(1).reasonsHash, _result()
        );
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ClaimDecided(numberOf(1, 1), _root());
        _decide(decision);

        assertTrue(ledger.batchOf(INSURER, 1).root != before, "the root moves on");
        assertEq(ledger.batchOf(INSURER, 1).root, _root(), "to the determination");
        assertEq(ledger.isDecided(INSURER, 1, 1), true, "decided");
        assertEq(ledger.isDecided(INSURER, 1, 0), false, "the others not");
        assertEq(token.balanceOf(payeeOf(1)), 25_00 * UNITS, "payout");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 25_00, "accumulators");
    }

    function test_Decide_EveryClaimOneByOne() public {
        uint16[5] memory order = [uint16(5), 0, 3, 2, 1];
        for (uint256 i = 0; i < order.length; ++i) {
            _decide(_decision(order[i]));
            _leaves[order[i]] = Encoder.determinationLeaf(_claimAt(order[i]), _result());
            assertEq(ledger.batchOf(INSURER, 1).root, _root(), "root");
        }
        assertEq(token.balanceOf(payeeOf(1)), 75_00 * UNITS, "provider 1");
        assertEq(token.balanceOf(payeeOf(2)), 50_00 * UNITS, "provider 2");
        assertEq(token.balanceOf(payeeOf(3)), 25_00 * UNITS, "provider 3");
    }

    function test_Decide_TwoInOneCallPayOnce() public {
        IClaimLedger.Decision[] memory decisions = new IClaimLedger.Decision[](2);
        decisions[0] = _decision(0);
        _leaves[0] = Encoder.determinationLeaf(_claimAt(0), _result());
        decisions[1] = _decision(2);
        vm.prank(adjudicator);
        ledger.decide(INSURER, 1, decisions);
        assertEq(token.balanceOf(payeeOf(1)), 50_00 * UNITS, "payout");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 50_00, "accumulators");
    }

    function test_Decide_NoneIsFine() public {
        vm.prank(adjudicator);
        ledger.decide(INSURER, 1, new IClaimLedger.Decision[](0));
    }

    /// @dev Claim 3 is of a family coverage.
    function test_Decide_FamilyAccumulators() public {
        _decide(_decision(3));
        assertEq(coverages.familyYearOf(INSURER, 3).outOfPocketCents, 50_00, "family, with claim 4's");
        assertEq(coverages.coverageYearOf(INSURER, 8).outOfPocketCents, 50_00, "individual");
    }

    function test_RevertWhen_CallerNotAdjudicator() public {
        IClaimLedger.Decision[] memory decisions = new IClaimLedger.Decision[](1);
        decisions[0] = _decision(1);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(258), gateway));
        vm.prank(gateway);
        ledger.decide(INSURER, 1, decisions);
    }

    function test_RevertGiven_BatchNotSettled() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.BatchNotSettled.selector, INSURER, 2));
        vm.prank(adjudicator);
        ledger.decide(INSURER, 2, new IClaimLedger.Decision[](0));
    }

    function test_RevertGiven_ClaimDecided() public {
        IClaimLedger.Decision memory decision = _decision(1);
        _decide(decision);
        _expect(decision, abi.encodeWithSelector(Errors.ClaimAlreadyDecided.selector, numberOf(1, 1)));
    }

    function test_RevertGiven_ClaimSettledClean() public {
        _expect(_decision(4), abi.encodeWithSelector(Errors.ClaimAlreadyDecided.selector, numberOf(1, 4)));
    }

    function test_RevertWhen_NoSuchClaim() public {
        IClaimLedger.Decision memory decision = _decision(1);
        decision.index = 6;
        _expect(decision, abi.encodeWithSelector(Errors.ClaimNotFound.selector, numberOf(1, 6)));
    }

    function test_RevertWhen_ChargeChanged() public {
        IClaimLedger.Decision memory decision = _decision(1);
        decision.claim[71 + 4] ^= 0x01;
        _expect(decision, _pathInvalid(1));
    }

    function test_RevertWhen_AnotherProviderIsPaid() public {
        IClaimLedger.Decision memory decision = _decision(1);
        decision.provider = 2;
        _expect(decision, _pathInvalid(1));
    }

    function test_RevertWhen_AnotherPositionIsTaken() public {
        IClaimLedger.Decision memory decision = _decision(1);
        decision.index = 0;
        _expect(decision, _pathInvalid(0));
    }

    function test_RevertWhen_FirstIndexAboveIndex() public {
        IClaimLedger.Decision memory decision = _decision(1);
        decision.firstIndex = 2;
        _expect(decision, _pathInvalid(1));
    }

    function test_RevertWhen_SubmissionCountChanged() public {
        IClaimLedger.Decision memory decision = _decision(1);
        decision.submissionCount = 4;
        _expect(decision, _pathInvalid(1));
    }

    function test_RevertWhen_InnerSiblingMissing() public {
        IClaimLedger.Decision memory decision = _decision(1);
        decision.innerSiblings = new bytes32[](1);
        _expect(decision, _pathInvalid(1));
    }

    function test_RevertWhen_OuterSiblingWrong() public {
        IClaimLedger.Decision memory decision = _decision(1);
        decision.outerSiblings[0] ^= bytes32(uint256(1));
        _expect(decision, _pathInvalid(1));
    }

    function test_RevertWhen_PathIsOfAnOlderRoot() public {
        IClaimLedger.Decision memory decision = _decision(2);
        _decide(_decision(1));
        _expect(decision, _pathInvalid(2));
    }

    function test_RevertWhen_ClaimIsBare() public {
        IClaimLedger.Decision memory decision = _decision(1);
        decision.claim = Encoder.bareClaim(_leaves[1]);
        _expect(decision, abi.encodeWithSelector(Errors.EncodingMalformed.selector, 0));
    }

    function test_RevertWhen_ClaimGoesOn() public {
        IClaimLedger.Decision memory decision = _decision(1);
        uint256 end = decision.claim.length;
        decision.claim = bytes.concat(decision.claim, hex"00");
        _expect(decision, abi.encodeWithSelector(Errors.EncodingMalformed.selector, end));
    }

    function test_RevertWhen_ClaimEmpty() public {
        IClaimLedger.Decision memory decision = _decision(1);
        decision.claim = "";
        _expect(decision, abi.encodeWithSelector(Errors.EncodingMalformed.selector, 1));
    }

    function test_RevertWhen_CoverageOfAnotherPatient() public {
        IClaimLedger.Decision memory decision = _decision(1);
        enrol(9, 0);
        decision.coverage = abi.encodePacked(uint64(9), uint16(0xffff));
        _expect(decision, _pathInvalid(1));
    }

    function test_RevertWhen_FamilyLeftOut() public {
        IClaimLedger.Decision memory decision = _decision(3);
        decision.coverage = abi.encodePacked(uint64(8), uint16(0xffff));
        decision.family = 0;
        _expect(decision, abi.encodeWithSelector(Errors.FamilyMismatch.selector, 8));
    }

    function test_RevertWhen_ClassUnknown() public {
        IClaimLedger.Decision memory decision = _decision(1);
        decision.claim[decision.claim.length - 1] = 0x09;
        _expect(decision, abi.encodeWithSelector(Errors.ClassUnknown.selector, 0));
    }

    function test_RevertWhen_AllowedAboveCharge() public {
        IClaimLedger.Decision memory decision = _decision(1);
        decision.claim[decision.claim.length - 5] = 0x01;
        _expect(decision, abi.encodeWithSelector(Errors.AllowedExceedsCharge.selector, 0));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _batch() private pure returns (Encoder.Submission[] memory batch) {
        batch = new Encoder.Submission[](3);
        batch[0] = Encoder.Submission(1, new Encoder.Claim[](3));
        batch[1] = Encoder.Submission(2, new Encoder.Claim[](2));
        batch[2] = Encoder.Submission(3, new Encoder.Claim[](1));
        for (uint256 i = 0; i < 6; ++i) {
            (uint256 submission, uint256 position) = _placeOf(i);
            batch[submission].claims[position] = _claimAt(i);
        }
    }

    function _placeOf(uint256 index) private pure returns (uint256 submission, uint256 position) {
        if (index < 3) return (0, index);
        if (index < 5) return (1, index - 3);
        return (2, 0);
    }

    function _claimAt(uint256 index) private pure returns (Encoder.Claim memory) {
        return claim(index == 3 || index == 4 ? 8 : 7, index, line(50_00, 50_00, 1));
    }

    function _result() private pure returns (bytes memory) {
        return
            abi.encodePacked(uint40(50_00), uint40(50_00), uint8(1), uint40(25_00), uint40(0), uint40(0), uint40(25_00));
    }

    function _inner(uint256 submission) private view returns (bytes32[] memory leaves) {
        uint256 first = [0, 3, 5][submission];
        leaves = new bytes32[](3 - submission);
        for (uint256 i = 0; i < leaves.length; ++i) {
            leaves[i] = _leaves[first + i];
        }
    }

    function _nodes() private view returns (bytes32[] memory nodes) {
        nodes = new bytes32[](3);
        nodes[0] = Encoder.submissionNode(1, 0, 3, Encoder.rootOf(_inner(0)));
        nodes[1] = Encoder.submissionNode(2, 3, 2, Encoder.rootOf(_inner(1)));
        nodes[2] = Encoder.submissionNode(3, 5, 1, Encoder.rootOf(_inner(2)));
    }

    function _root() private view returns (bytes32) {
        return Encoder.rootOf(_nodes());
    }

    function _decision(uint16 index) private view returns (IClaimLedger.Decision memory decision) {
        (uint256 submission, uint256 position) = _placeOf(index);
        Encoder.Claim memory made = _claimAt(index);
        decision.index = index;
        decision.provider = uint32(submission + 1);
        decision.firstIndex = uint16(index - position);
        decision.count = uint16(3 - submission);
        decision.submissionIndex = uint16(submission);
        decision.submissionCount = 3;
        decision.claim = Encoder.wholeClaim(made, 0);
        decision.family = familyOf[made.coverageYear];
        decision.coverage = abi.encodePacked(made.coverageYear, decision.family == 0 ? uint16(0xffff) : uint16(0));
        decision.innerSiblings = Encoder.pathOf(_inner(submission), position);
        decision.outerSiblings = Encoder.pathOf(_nodes(), submission);
    }

    function _pathInvalid(uint256 index) private pure returns (bytes memory) {
        return abi.encodeWithSelector(Errors.PathInvalid.selector, numberOf(1, index));
    }

    function _decide(IClaimLedger.Decision memory decision) private {
        IClaimLedger.Decision[] memory decisions = new IClaimLedger.Decision[](1);
        decisions[0] = decision;
        vm.prank(adjudicator);
        ledger.decide(INSURER, 1, decisions);
    }

    function _expect(IClaimLedger.Decision memory decision, bytes memory because) private {
        IClaimLedger.Decision[] memory decisions = new IClaimLedger.Decision[](1);
        decisions[0] = decision;
        vm.expectRevert(because);
        vm.prank(adjudicator);
        ledger.decide(INSURER, 1, decisions);
    }
}
