// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Coverages} from "../../src/Coverages.sol";
import {ICoverages} from "../../src/interfaces/ICoverages.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {CoverageWords} from "../../src/libraries/CoverageWords.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Fixture} from "../support/Fixture.sol";

contract CoveragesTest is Fixture {
    using CoverageWords for uint256;

    function test_Enrol_KeepsEligibility() public {
        vm.expectEmit(address(coverages));
        emit ICoverages.CoverageEnrolled(INSURER, 77, PLAN, START_DAY, END_DAY, 5);
        enrol(77, 5);
        ICoverages.CoverageYear memory kept = coverages.coverageYearOf(INSURER, 77);
        assertEq(kept.plan, PLAN, "plan");
        assertEq(kept.startDay, START_DAY, "start");
        assertEq(kept.endDay, END_DAY, "end");
        assertEq(kept.family, 5, "family");
        assertEq(kept.deductibleCents, 0, "deductible");
        assertEq(kept.outOfPocketCents, 0, "out of pocket");
        assertEq(coverages.familyYearOf(INSURER, 5).deductibleCents, 0, "family");
    }

    function test_Enrol_SecondCoverageOfFamilyKeepsItsAccumulators() public {
        enrol(77, 5);
        _post(_coverageTable(77), abi.encodePacked(uint32(5)), 100, 100);
        enrol(78, 5);
        assertEq(coverages.familyYearOf(INSURER, 5).deductibleCents, 100, "family deductible");
    }

    function test_Enrol_SameIdWithAnotherInsurer() public {
        registerInsurer(2);
        vm.prank(admin);
        plans.publish(2, 2, defaultPlan());
        enrol(77, 0);
        ICoverages.Enrolment[] memory enrolments = _enrolment(77);
        enrolments[0].plan = 2;
        vm.prank(enroller);
        coverages.enrol(2, enrolments);
        assertEq(coverages.coverageYearOf(2, 77).plan, 2, "plan of the other insurer");
        assertEq(coverages.coverageYearOf(1, 77).plan, 1, "plan of the first");
    }

    function test_Load_UnknownIsZero() public view {
        (uint256[] memory words, uint256[] memory families) =
            coverages.load(INSURER, _coverageTable(99), abi.encodePacked(uint32(3)));
        assertEq(words[0], 0, "coverage");
        assertEq(families[0], 0, "family");
    }

    function test_Post_UnknownIsPassedOver() public {
        _post(_coverageTable(99), abi.encodePacked(uint32(3)), 1, 1);
        (uint256[] memory words, uint256[] memory families) =
            coverages.load(INSURER, _coverageTable(99), abi.encodePacked(uint32(3)));
        assertEq(words[0], 0, "coverage");
        assertEq(families[0], 0, "family");
    }

    function testFuzz_Post_EligibilityStays(uint256 coverageWord, uint256 familyWord) public {
        enrol(77, 5);
        ICoverages.CoverageYear memory was = coverages.coverageYearOf(INSURER, 77);
        _post(_coverageTable(77), abi.encodePacked(uint32(5)), coverageWord, familyWord);
        ICoverages.CoverageYear memory kept = coverages.coverageYearOf(INSURER, 77);
        assertEq(kept.deductibleCents, uint40(coverageWord), "deductible");
        assertEq(kept.outOfPocketCents, uint40(coverageWord >> 40), "out of pocket");
        assertEq(coverages.familyYearOf(INSURER, 5).deductibleCents, uint40(familyWord), "family");
        (kept.deductibleCents, kept.outOfPocketCents) = (0, 0);
        assertEq(keccak256(abi.encode(kept)), keccak256(abi.encode(was)), "eligibility");
    }

    function testFuzz_Advance_NothingElseMoves(uint256 word, uint40 deductible, uint40 outOfPocket) public pure {
        uint256 first = bound(deductible, 0, type(uint40).max - word.deductibleOf());
        uint256 second = bound(outOfPocket, 0, type(uint40).max - word.outOfPocketOf());
        uint256 next = word.advance(first, second);
        assertEq(next.deductibleOf(), word.deductibleOf() + first, "deductible");
        assertEq(next.outOfPocketOf(), word.outOfPocketOf() + second, "out of pocket");
        assertEq(next >> 80, word >> 80, "the rest");
    }

    function test_RevertWhen_CallerNotEnroller() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(260), admin));
        vm.prank(admin);
        coverages.enrol(INSURER, _enrolment(77));
    }

    function test_RevertWhen_CoverageEnrolledTwice() public {
        enrol(77, 0);
        vm.expectRevert(abi.encodeWithSelector(Errors.CoverageAlreadyEnrolled.selector, 77));
        vm.prank(enroller);
        coverages.enrol(INSURER, _enrolment(77));
    }

    function test_RevertWhen_PlanUnknown() public {
        ICoverages.Enrolment[] memory enrolments = _enrolment(77);
        enrolments[0].plan = 9;
        vm.expectRevert(abi.encodeWithSelector(Errors.PlanNotFound.selector, 9));
        vm.prank(enroller);
        coverages.enrol(INSURER, enrolments);
    }

    function test_RevertWhen_PlanZero() public {
        ICoverages.Enrolment[] memory enrolments = _enrolment(77);
        enrolments[0].plan = 0;
        vm.expectRevert(abi.encodeWithSelector(Errors.PlanNotFound.selector, 0));
        vm.prank(enroller);
        coverages.enrol(INSURER, enrolments);
    }

    function test_RevertWhen_PlanOfAnotherInsurer() public {
        registerInsurer(2);
        vm.expectRevert(abi.encodeWithSelector(Errors.PlanNotFound.selector, 1));
        vm.prank(enroller);
        coverages.enrol(2, _enrolment(77));
    }

    function test_RevertWhen_SpanEmpty() public {
        ICoverages.Enrolment[] memory enrolments = _enrolment(77);
        enrolments[0].endDay = START_DAY;
        vm.expectRevert(abi.encodeWithSelector(Errors.SpanInvalid.selector, START_DAY, START_DAY));
        vm.prank(enroller);
        coverages.enrol(INSURER, enrolments);
    }

    function test_RevertWhen_SpanStartsBeforeDayOne() public {
        ICoverages.Enrolment[] memory enrolments = _enrolment(77);
        enrolments[0].startDay = 0;
        vm.expectRevert(abi.encodeWithSelector(Errors.SpanInvalid.selector, 0, END_DAY));
        vm.prank(enroller);
        coverages.enrol(INSURER, enrolments);
    }

    function test_RevertWhen_CoverageTableNotAscending() public {
        bytes memory table = bytes.concat(_coverageTable(8), _coverageTable(8));
        vm.expectRevert(abi.encodeWithSelector(Errors.TableNotAscending.selector, 1));
        coverages.load(INSURER, table, "");
    }

    function test_RevertWhen_FamilyTableNotAscending() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.TableNotAscending.selector, 2));
        coverages.load(INSURER, "", abi.encodePacked(uint32(1), uint32(4), uint32(3)));
    }

    function test_RevertWhen_CoverageTableNotWhole() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.EncodingMalformed.selector, 11));
        coverages.load(INSURER, bytes.concat(_coverageTable(8), hex"00"), "");
    }

    function test_RevertWhen_FamilyTableNotWhole() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.EncodingMalformed.selector, 3));
        coverages.load(INSURER, "", hex"000001");
    }

    function test_RevertWhen_CallerNotPoster() public {
        uint256[] memory none = new uint256[](0);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.POSTER, adjudicator));
        vm.prank(adjudicator);
        coverages.post(INSURER, "", "", none, none);
    }

    function test_RevertWhen_PostedWordsDoNotFitTable() public {
        uint256[] memory none = new uint256[](0);
        vm.expectRevert(abi.encodeWithSelector(Errors.EncodingMalformed.selector, 10));
        vm.prank(address(ledger));
        coverages.post(INSURER, _coverageTable(8), "", none, none);
    }

    function test_RevertWhen_CoverageYearUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.CoverageYearNotFound.selector, 99));
        coverages.coverageYearOf(INSURER, 99);
    }

    function test_RevertWhen_FamilyYearUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.FamilyYearNotFound.selector, 99));
        coverages.familyYearOf(INSURER, 99);
    }

    function test_RevertWhen_PlansHaveNoCode() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, stranger));
        new Coverages(address(manager), IPlans(stranger));
    }

    function _enrolment(uint64 coverageYear) private pure returns (ICoverages.Enrolment[] memory enrolments) {
        enrolments = new ICoverages.Enrolment[](1);
        enrolments[0] = ICoverages.Enrolment(coverageYear, PLAN, START_DAY, END_DAY, 0);
    }

    function _coverageTable(uint64 coverageYear) private pure returns (bytes memory) {
        return abi.encodePacked(coverageYear, uint16(0xffff));
    }

    function _post(bytes memory coverageTable, bytes memory familyTable, uint256 coverageWord, uint256 familyWord)
        private
    {
        uint256[] memory coverageWords = new uint256[](1);
        uint256[] memory familyWords = new uint256[](1);
        (coverageWords[0], familyWords[0]) = (coverageWord, familyWord);
        vm.prank(address(ledger));
        coverages.post(INSURER, coverageTable, familyTable, coverageWords, familyWords);
    }
}
