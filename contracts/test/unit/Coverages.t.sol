// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Coverages} from "../../src/Coverages.sol";
import {ICoverages} from "../../src/interfaces/ICoverages.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Fixture} from "../support/Fixture.sol";

contract CoveragesTest is Fixture {
    /// @dev Tables, and for each of their entries a word.
    struct Posting {
        uint256[] coverages;
        uint256[] families;
        uint256[] extensions;
        uint256[] coverageWords;
        uint256[] familyWords;
        uint256[] extensionWords;
    }

    uint256 private constant NONE = 0xffff;

    uint32 private extendedPlan;

    function setUp() public override {
        super.setUp();
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = new IPlans.Limit[](1);
        plan.limits[0] = IPlans.Limit(IPlans.LimitKind.Units, IPlans.LimitPeriod.Lifetime, true, 100, 0, 0, 14);
        extendedPlan = publish(plan);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    ENROLMENT
    //////////////////////////////////////////////////////////////////////////*/

    function test_Enrol_KeepsEligibility() public {
        vm.expectEmit(address(coverages));
        emit ICoverages.CoverageEnrolled(INSURER, 77, PLAN, START_DAY, END_DAY, 5, 0);
        enrol(77, 5);
        ICoverages.CoverageYear memory kept = coverages.coverageYearOf(INSURER, 77);
        assertEq(kept.plan, PLAN, "plan");
        assertEq(kept.startDay, START_DAY, "start");
        assertEq(kept.endDay, END_DAY, "end");
        assertEq(kept.family, 5, "family");
        assertEq(kept.extension, 0, "extension");
        assertEq(kept.deductibleCents + kept.outOfPocketCents + kept.counters, 0, "nothing posted");
        assertEq(coverages.familyYearOf(INSURER, 5).deductibleCents, 0, "family");
    }

    function test_Enrol_WithExtension() public {
        vm.expectEmit(address(coverages));
        emit ICoverages.CoverageEnrolled(INSURER, 77, extendedPlan, START_DAY, END_DAY, 0, type(uint64).max);
        enrol(77, extendedPlan, 0, type(uint64).max);
        assertEq(coverages.coverageYearOf(INSURER, 77).extension, type(uint64).max, "extension");
        assertEq(coverages.coverageYearOf(INSURER, 77).counters, 0, "its id is no counter");
        assertEq(coverages.extensionOf(INSURER, type(uint64).max), 0, "nothing counted");
    }

    function test_Enrol_SeveralAtOnce() public {
        ICoverages.Enrolment[] memory enrolments = new ICoverages.Enrolment[](3);
        enrolments[0] = _enrolment(77)[0];
        enrolments[1] = ICoverages.Enrolment(78, extendedPlan, START_DAY, START_DAY + 1, 3, 9);
        enrolments[2] = ICoverages.Enrolment(79, PLAN, 1, 4096, 3, 0);
        _enrol(enrolments);
        assertEq(coverages.coverageYearOf(INSURER, 77).plan, PLAN, "first");
        assertEq(coverages.coverageYearOf(INSURER, 78).extension, 9, "second");
        assertEq(coverages.coverageYearOf(INSURER, 79).endDay, 4096, "third, of 4095 days");
    }

    /// @dev Every field at its largest, so that none runs into another.
    function test_Enrol_LargestFields() public {
        ICoverages.Enrolment[] memory enrolments = _enrolment(type(uint64).max);
        enrolments[0].endDay = type(uint24).max;
        enrolments[0].startDay = type(uint24).max - 4095;
        enrolments[0].family = type(uint32).max;
        _enrol(enrolments);
        ICoverages.CoverageYear memory kept = coverages.coverageYearOf(INSURER, type(uint64).max);
        assertEq(kept.plan, PLAN, "plan");
        assertEq(kept.startDay, type(uint24).max - 4095, "start");
        assertEq(kept.endDay, type(uint24).max, "end");
        assertEq(kept.family, type(uint32).max, "family");
    }

    function test_Enrol_SecondCoverageOfFamilyKeepsItsAccumulators() public {
        enrol(77, 5);
        _postFamily(5, 100);
        enrol(78, 5);
        assertEq(coverages.familyYearOf(INSURER, 5).deductibleCents, 100, "family deductible");
    }

    /// @dev The next benefit year names the same extension, so that a life's limits go on.
    function test_Enrol_SecondCoverageOfExtensionKeepsItsCounters() public {
        enrol(77, extendedPlan, 0, 9);
        _postExtension(9, 42);
        enrol(78, extendedPlan, 0, 9);
        assertEq(coverages.extensionOf(INSURER, 9), 42, "counters");
    }

    function test_Enrol_SameIdsWithAnotherInsurer() public {
        registerInsurer(2);
        vm.prank(admin);
        plans.publish(2, 3, defaultPlan());
        enrol(77, 5);
        _postFamily(5, 100);
        ICoverages.Enrolment[] memory enrolments = _enrolment(77);
        (enrolments[0].plan, enrolments[0].family) = (3, 5);
        vm.prank(enroller);
        coverages.enrol(2, enrolments);
        assertEq(coverages.coverageYearOf(2, 77).plan, 3, "plan of the other insurer");
        assertEq(coverages.coverageYearOf(1, 77).plan, 1, "plan of the first");
        assertEq(coverages.familyYearOf(2, 5).deductibleCents, 0, "another family");
    }

    function test_RevertWhen_CallerNotEnroller() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(260), admin));
        vm.prank(admin);
        coverages.enrol(INSURER, _enrolment(77));
    }

    function test_RevertWhen_CoverageEnrolledTwice() public {
        enrol(77, 0);
        _expectRefused(_enrolment(77), abi.encodeWithSelector(Errors.CoverageAlreadyEnrolled.selector, 77));
    }

    function test_RevertWhen_CoverageEnrolledTwiceAtOnce() public {
        ICoverages.Enrolment[] memory enrolments = new ICoverages.Enrolment[](2);
        (enrolments[0], enrolments[1]) = (_enrolment(77)[0], _enrolment(77)[0]);
        _expectRefused(enrolments, abi.encodeWithSelector(Errors.CoverageAlreadyEnrolled.selector, 77));
    }

    function test_RevertWhen_PlanUnknown() public {
        ICoverages.Enrolment[] memory enrolments = _enrolment(77);
        enrolments[0].plan = 9;
        _expectRefused(enrolments, abi.encodeWithSelector(Errors.PlanNotFound.selector, 9));
    }

    function test_RevertWhen_PlanZero() public {
        ICoverages.Enrolment[] memory enrolments = _enrolment(77);
        enrolments[0].plan = 0;
        _expectRefused(enrolments, abi.encodeWithSelector(Errors.PlanNotFound.selector, 0));
    }

    function test_RevertWhen_PlanOfAnotherInsurer() public {
        registerInsurer(2);
        vm.expectRevert(abi.encodeWithSelector(Errors.PlanNotFound.selector, 1));
        vm.prank(enroller);
        coverages.enrol(2, _enrolment(77));
    }

    /// @dev A plan is asked for once for those that follow each other; the next one is asked for again.
    function test_RevertWhen_SecondPlanOfAnotherInsurer() public {
        registerInsurer(2);
        vm.prank(admin);
        plans.publish(2, 3, defaultPlan());
        ICoverages.Enrolment[] memory enrolments = new ICoverages.Enrolment[](2);
        (enrolments[0], enrolments[1]) = (_enrolment(77)[0], _enrolment(78)[0]);
        enrolments[1].plan = 3;
        _expectRefused(enrolments, abi.encodeWithSelector(Errors.PlanNotFound.selector, 3));
    }

    function test_RevertWhen_SpanEmpty() public {
        ICoverages.Enrolment[] memory enrolments = _enrolment(77);
        enrolments[0].endDay = START_DAY;
        _expectRefused(enrolments, abi.encodeWithSelector(Errors.SpanInvalid.selector, START_DAY, START_DAY));
    }

    function test_RevertWhen_SpanBackwards() public {
        ICoverages.Enrolment[] memory enrolments = _enrolment(77);
        enrolments[0].endDay = START_DAY - 1;
        _expectRefused(enrolments, abi.encodeWithSelector(Errors.SpanInvalid.selector, START_DAY, START_DAY - 1));
    }

    function test_RevertWhen_SpanStartsBeforeDayOne() public {
        ICoverages.Enrolment[] memory enrolments = _enrolment(77);
        (enrolments[0].startDay, enrolments[0].endDay) = (0, 10);
        _expectRefused(enrolments, abi.encodeWithSelector(Errors.SpanInvalid.selector, 0, 10));
    }

    function test_RevertWhen_SpanTooLong() public {
        ICoverages.Enrolment[] memory enrolments = _enrolment(77);
        enrolments[0].endDay = START_DAY + 4096;
        _expectRefused(enrolments, abi.encodeWithSelector(Errors.SpanInvalid.selector, START_DAY, START_DAY + 4096));
    }

    function test_RevertWhen_ExtensionMissing() public {
        ICoverages.Enrolment[] memory enrolments = _enrolment(77);
        enrolments[0].plan = extendedPlan;
        _expectRefused(enrolments, abi.encodeWithSelector(Errors.ExtensionMismatch.selector, 77));
    }

    function test_RevertWhen_ExtensionOfAPlanWithout() public {
        ICoverages.Enrolment[] memory enrolments = _enrolment(77);
        enrolments[0].extension = 9;
        _expectRefused(enrolments, abi.encodeWithSelector(Errors.ExtensionMismatch.selector, 77));
    }

    function test_RevertWhen_InsurerZeroEnrols() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.InsurerNotFound.selector, 0));
        vm.prank(operator);
        coverages.enrol(0, _enrolment(77));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    CHANGED ENDS
    //////////////////////////////////////////////////////////////////////////*/

    function test_ChangeEnd_Earlier() public {
        enrol(77, 5);
        vm.expectEmit(address(coverages));
        emit ICoverages.CoverageEndChanged(INSURER, 77, DAY, END_DAY);
        _changeEnd(77, DAY);
        assertEq(coverages.coverageYearOf(INSURER, 77).endDay, DAY, "end");
    }

    function test_ChangeEnd_ToTheStartAndBack() public {
        enrol(77, 5);
        _changeEnd(77, START_DAY);
        assertEq(coverages.coverageYearOf(INSURER, 77).endDay, START_DAY, "empty");
        vm.expectEmit(address(coverages));
        emit ICoverages.CoverageEndChanged(INSURER, 77, START_DAY + 4095, START_DAY);
        _changeEnd(77, START_DAY + 4095);
        assertEq(coverages.coverageYearOf(INSURER, 77).endDay, START_DAY + 4095, "as long as can be");
    }

    function testFuzz_ChangeEnd_NothingElseMoves(uint24 days_, uint256 posted) public {
        enrol(77, extendedPlan, 5, 9);
        _post(77, 9, posted);
        ICoverages.CoverageYear memory was = coverages.coverageYearOf(INSURER, 77);
        was.endDay = START_DAY + uint24(bound(days_, 0, 4095));
        _changeEnd(77, was.endDay);
        ICoverages.CoverageYear memory kept = coverages.coverageYearOf(INSURER, 77);
        assertEq(keccak256(abi.encode(kept)), keccak256(abi.encode(was)), "the rest");
    }

    function test_RevertWhen_EndChangedByAnother() public {
        enrol(77, 0);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(260), adjudicator));
        vm.prank(adjudicator);
        coverages.changeEnd(INSURER, 77, DAY);
    }

    function test_RevertGiven_EndChangedOfNoCoverage() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.CoverageYearNotFound.selector, 77));
        _changeEnd(77, DAY);
    }

    function test_RevertWhen_EndBeforeStart() public {
        enrol(77, 0);
        vm.expectRevert(abi.encodeWithSelector(Errors.SpanInvalid.selector, START_DAY, START_DAY - 1));
        _changeEnd(77, START_DAY - 1);
    }

    function test_RevertWhen_EndTooFar() public {
        enrol(77, 0);
        vm.expectRevert(abi.encodeWithSelector(Errors.SpanInvalid.selector, START_DAY, START_DAY + 4096));
        _changeEnd(77, START_DAY + 4096);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     LOADING
    //////////////////////////////////////////////////////////////////////////*/

    function test_Load_UnknownIsZero() public view {
        (uint256[] memory words, uint256[] memory families, uint256[] memory extensions) =
            _load(INSURER, _list(_entry(99, NONE, NONE)), _list(3), _list(9));
        assertEq(words[0], 0, "coverage");
        assertEq(families[0], 0, "family");
        assertEq(extensions[0], 0, "extension");
    }

    /// @dev contracts/DESIGN.md section 2.
    function test_Load_PackedWords() public {
        enrol(77, extendedPlan, 5, 9);
        (uint256[] memory words, uint256[] memory families, uint256[] memory extensions) =
            _load(INSURER, _list(_entry(77, 0, 0)), _list(5), _list(9));
        uint256 word = (uint256(9) << 192) | (uint256(5) << 140) | (uint256(365) << 128) | (uint256(START_DAY) << 104)
            | (uint256(extendedPlan) << 72);
        assertEq(words[0], word, "coverage");
        assertEq(families[0], uint256(5) << 140, "family");
        assertEq(extensions[0], uint256(9) << 192, "extension");
    }

    function test_Load_InTheOrderOfTheTables() public {
        enrol(8, 1);
        enrol(77, 2);
        (uint256[] memory words, uint256[] memory families,) =
            _load(INSURER, _list(_entry(8, NONE, 0), _entry(77, NONE, 1)), _list(1, 2), new uint256[](0));
        assertEq(words[0] >> 140, 1, "first");
        assertEq(words[1] >> 140, 2, "second");
        assertEq(families[1] >> 140, 2, "second family");
    }

    function test_RevertWhen_CoverageTableNotAscending() public {
        uint256[] memory none = new uint256[](0);
        vm.expectRevert(abi.encodeWithSelector(Errors.TableNotAscending.selector, 1));
        coverages.load(INSURER, _list(_entry(8, NONE, NONE), _entry(7, NONE, NONE)), none, none);
    }

    /// @dev The same id with another place of its family is the same id.
    function test_RevertWhen_CoverageTableNamesAnIdTwice() public {
        uint256[] memory none = new uint256[](0);
        vm.expectRevert(abi.encodeWithSelector(Errors.TableNotAscending.selector, 1));
        coverages.load(INSURER, _list(_entry(8, NONE, 0), _entry(8, NONE, NONE)), none, none);
    }

    function test_RevertWhen_FamilyTableNotAscending() public {
        uint256[] memory none = new uint256[](0);
        vm.expectRevert(abi.encodeWithSelector(Errors.TableNotAscending.selector, 1));
        coverages.load(INSURER, none, _list(4, 4), none);
    }

    function test_RevertWhen_FamilyIdTooLarge() public {
        uint256[] memory none = new uint256[](0);
        vm.expectRevert(abi.encodeWithSelector(Errors.TableNotAscending.selector, 0));
        coverages.load(INSURER, none, _list(1 << 32), none);
    }

    function test_RevertWhen_ExtensionTableNotAscending() public {
        uint256[] memory none = new uint256[](0);
        vm.expectRevert(abi.encodeWithSelector(Errors.TableNotAscending.selector, 1));
        coverages.load(INSURER, none, none, _list(4, 3));
    }

    function test_RevertWhen_ExtensionIdTooLarge() public {
        uint256[] memory none = new uint256[](0);
        vm.expectRevert(abi.encodeWithSelector(Errors.TableNotAscending.selector, 0));
        coverages.load(INSURER, none, none, _list(1 << 64));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     POSTING
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Of any words that are posted only accumulators and counters come in.
    function testFuzz_Post_EligibilityStays(uint256 coverageWord, uint256 familyWord) public {
        enrol(77, 5);
        ICoverages.CoverageYear memory wanted = coverages.coverageYearOf(INSURER, 77);
        Posting memory posting;
        (posting.coverages, posting.coverageWords) = (_list(_entry(77, NONE, 0)), _list(coverageWord));
        (posting.families, posting.familyWords) = (_list(5), _list(familyWord));
        _post(posting);
        wanted.deductibleCents = uint40(coverageWord % (1 << 36));
        wanted.outOfPocketCents = uint40((coverageWord >> 36) % (1 << 36));
        wanted.counters = coverageWord >> 172;
        ICoverages.CoverageYear memory kept = coverages.coverageYearOf(INSURER, 77);
        assertEq(keccak256(abi.encode(kept)), keccak256(abi.encode(wanted)), "coverage");
        assertEq(coverages.familyYearOf(INSURER, 5).deductibleCents, familyWord % (1 << 36), "family deductible");
        assertEq(coverages.familyYearOf(INSURER, 5).outOfPocketCents, (familyWord >> 36) % (1 << 36), "and maximum");
        (, uint256[] memory families,) = _load(INSURER, posting.coverages, _list(5), new uint256[](0));
        assertEq(families[0] >> 72, uint256(5) << 68, "family id");
    }

    function testFuzz_Post_ExtensionIdStays(uint256 coverageWord, uint256 extensionWord) public {
        enrol(77, extendedPlan, 5, 9);
        ICoverages.CoverageYear memory wanted = coverages.coverageYearOf(INSURER, 77);
        Posting memory posting;
        (posting.coverages, posting.coverageWords) = (_list(_entry(77, 0, NONE)), _list(coverageWord));
        (posting.extensions, posting.extensionWords) = (_list(9), _list(extensionWord));
        _post(posting);
        wanted.deductibleCents = uint40(coverageWord % (1 << 36));
        wanted.outOfPocketCents = uint40((coverageWord >> 36) % (1 << 36));
        wanted.counters = (coverageWord >> 172) % (1 << 20);
        ICoverages.CoverageYear memory kept = coverages.coverageYearOf(INSURER, 77);
        assertEq(keccak256(abi.encode(kept)), keccak256(abi.encode(wanted)), "coverage, and the extension's id");
        assertEq(coverages.extensionOf(INSURER, 9), extensionWord % (1 << 192), "counters");
        (,, uint256[] memory extensions) = _load(INSURER, posting.coverages, new uint256[](0), _list(9));
        assertEq(extensions[0] >> 192, 9, "extension id");
    }

    function test_Post_UnknownIsPassedOver() public {
        Posting memory posting;
        (posting.coverages, posting.coverageWords) = (_list(_entry(99, NONE, NONE)), _list(1));
        (posting.families, posting.familyWords) = (_list(3), _list(1));
        (posting.extensions, posting.extensionWords) = (_list(9), _list(1));
        _post(posting);
        (uint256[] memory words, uint256[] memory families, uint256[] memory extensions) =
            _load(INSURER, posting.coverages, posting.families, posting.extensions);
        assertEq(words[0] + families[0] + extensions[0], 0, "nothing came into being");
    }

    function test_Post_OnlyOfTheInsurer() public {
        registerInsurer(2);
        enrol(77, 5);
        Posting memory posting;
        (posting.coverages, posting.coverageWords) = (_list(_entry(77, NONE, 0)), _list(100));
        (posting.families, posting.familyWords) = (_list(5), _list(100));
        vm.prank(address(ledger));
        _send(2, posting);
        assertEq(coverages.coverageYearOf(INSURER, 77).deductibleCents, 0, "coverage");
        assertEq(coverages.familyYearOf(INSURER, 5).deductibleCents, 0, "family");
    }

    /// @dev A posting that hands a word back as it was leaves it so.
    function test_Post_MovesWhatWasPosted() public {
        enrol(77, 5);
        enrol(78, 5);
        Posting memory posting;
        posting.coverages = _list(_entry(77, NONE, 0), _entry(78, NONE, 0));
        (posting.families, posting.extensions) = (_list(5), new uint256[](0));
        (posting.coverageWords, posting.familyWords, posting.extensionWords) =
            _load(INSURER, posting.coverages, posting.families, posting.extensions);
        posting.coverageWords[1] += 100;
        _post(posting);
        (uint256[] memory words, uint256[] memory familyWords,) =
            _load(INSURER, posting.coverages, posting.families, posting.extensions);
        assertEq(abi.encode(words), abi.encode(posting.coverageWords), "coverage years");
        assertEq(abi.encode(familyWords), abi.encode(posting.familyWords), "families");
        assertEq(coverages.coverageYearOf(INSURER, 78).deductibleCents, 100, "the one that moved");
    }

    function test_RevertWhen_WordsNotAsManyAsEntries() public {
        enrol(77, 5);
        Posting memory posting;
        (posting.coverages, posting.families) = (_list(_entry(77, NONE, 0)), _list(5));
        posting.coverageWords = _list(1);
        vm.expectRevert(abi.encodeWithSelector(Errors.EncodingMalformed.selector, 32));
        _post(posting);
        posting.coverageWords = _list(1, 2);
        posting.familyWords = _list(3);
        vm.expectRevert(abi.encodeWithSelector(Errors.EncodingMalformed.selector, 96));
        _post(posting);
    }

    function test_RevertWhen_CoverageIdTooLarge() public {
        uint256[] memory none = new uint256[](0);
        vm.expectRevert(abi.encodeWithSelector(Errors.TableNotAscending.selector, 1));
        coverages.load(INSURER, _list(_entry(8, NONE, NONE), 1 << 96), none, none);
    }

    function test_RevertWhen_CallerNotPoster() public {
        Posting memory posting;
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.POSTER, adjudicator));
        vm.prank(adjudicator);
        _send(INSURER, posting);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      VIEWS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_CoverageYearUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.CoverageYearNotFound.selector, 99));
        coverages.coverageYearOf(INSURER, 99);
    }

    function test_RevertWhen_CoverageYearOfAnotherInsurer() public {
        enrol(77, 0);
        vm.expectRevert(abi.encodeWithSelector(Errors.CoverageYearNotFound.selector, 77));
        coverages.coverageYearOf(2, 77);
    }

    function test_RevertWhen_FamilyYearUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.FamilyYearNotFound.selector, 99));
        coverages.familyYearOf(INSURER, 99);
    }

    function test_RevertWhen_ExtensionUnknown() public {
        enrol(77, 0);
        vm.expectRevert(abi.encodeWithSelector(Errors.ExtensionNotFound.selector, 77));
        coverages.extensionOf(INSURER, 77);
    }

    function test_RevertWhen_PlansHaveNoCode() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, stranger));
        new Coverages(address(manager), IPlans(stranger));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _load(
        uint32 insurer,
        uint256[] memory coverageTable,
        uint256[] memory families,
        uint256[] memory extensions
    )
        private
        view
        returns (uint256[] memory coverageWords, uint256[] memory familyWords, uint256[] memory extensionWords)
    {
        bytes memory words = coverages.load(insurer, coverageTable, families, extensions);
        assertEq(words.length, 32 * (coverageTable.length + families.length + extensions.length), "a word an entry");
        coverageWords = _slice(words, 0, coverageTable.length);
        familyWords = _slice(words, coverageTable.length, families.length);
        extensionWords = _slice(words, coverageTable.length + families.length, extensions.length);
    }

    function _slice(bytes memory words, uint256 from, uint256 count) private pure returns (uint256[] memory list) {
        list = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes memory word = new bytes(32);
            for (uint256 j = 0; j < 32; ++j) {
                word[j] = words[32 * (from + i) + j];
            }
            list[i] = uint256(bytes32(word));
        }
    }

    function _send(uint32 insurer, Posting memory posting) private {
        coverages.post({
            insurer: insurer,
            coverageTable: posting.coverages,
            familyTable: posting.families,
            extensionTable: posting.extensions,
            words: abi.encodePacked(posting.coverageWords, posting.familyWords, posting.extensionWords)
        });
    }

    function _enrolment(uint64 coverageYear) private pure returns (ICoverages.Enrolment[] memory enrolments) {
        enrolments = new ICoverages.Enrolment[](1);
        enrolments[0] = ICoverages.Enrolment({
            coverageYear: coverageYear, plan: PLAN, startDay: START_DAY, endDay: END_DAY, family: 0, extension: 0
        });
    }

    function _enrol(ICoverages.Enrolment[] memory enrolments) private {
        vm.prank(enroller);
        coverages.enrol(INSURER, enrolments);
    }

    function _expectRefused(ICoverages.Enrolment[] memory enrolments, bytes memory because) private {
        vm.expectRevert(because);
        vm.prank(enroller);
        coverages.enrol(INSURER, enrolments);
    }

    function _changeEnd(uint64 coverageYear, uint24 endDay) private {
        vm.prank(enroller);
        coverages.changeEnd(INSURER, coverageYear, endDay);
    }

    function _entry(uint64 coverageYear, uint256 extension, uint256 family) private pure returns (uint256) {
        return (uint256(coverageYear) << 32) | (extension << 16) | family;
    }

    function _list(uint256 only) private pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = only;
    }

    function _list(uint256 first, uint256 second) private pure returns (uint256[] memory list) {
        list = new uint256[](2);
        (list[0], list[1]) = (first, second);
    }

    function _post(Posting memory posting) private {
        vm.prank(address(ledger));
        _send(INSURER, posting);
    }

    /// @dev Any word to a coverage with an extension.
    function _post(uint64 coverageYear, uint64 extension, uint256 word) private {
        Posting memory posting;
        (posting.coverages, posting.coverageWords) = (_list(_entry(coverageYear, 0, NONE)), _list(word));
        (posting.extensions, posting.extensionWords) = (_list(extension), _list(word));
        _post(posting);
    }

    function _postFamily(uint32 family, uint256 word) private {
        Posting memory posting;
        (posting.families, posting.familyWords) = (_list(family), _list(word));
        _post(posting);
    }

    function _postExtension(uint64 extension, uint256 word) private {
        Posting memory posting;
        (posting.extensions, posting.extensionWords) = (_list(extension), _list(word));
        _post(posting);
    }
}
