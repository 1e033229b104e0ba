// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RoleGuarded} from "./base/RoleGuarded.sol";
import {ICoverages} from "./interfaces/ICoverages.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {IPlans} from "./interfaces/IPlans.sol";
import {Adjudication} from "./libraries/Adjudication.sol";
import {CalldataReader} from "./libraries/CalldataReader.sol";
import {CoverageWords} from "./libraries/CoverageWords.sol";
import {Errors} from "./libraries/Errors.sol";
import {RoleIds} from "./libraries/RoleIds.sol";

/// @title Coverages
/// @notice Eligibility and accumulators, one word a coverage year and one a family year.
///
/// @dev ROLES
/// - Only the insurer's Enroller opens coverage years (test_RevertWhen_CallerNotEnroller).
/// - Only a holder of POSTER, a ledger version, moves accumulators (test_RevertWhen_CallerNotPoster).
///
/// MONEY
/// - A posting moves accumulators and nothing else of a coverage year (testFuzz_Post_EligibilityStays).
/// - A table that names an id twice is refused, so no posting is lost (test_RevertWhen_CoverageTableNotAscending).
///
/// TIME
/// - Spans are half-open, `[startDay, endDay)`, in days since 0001-01-01 which is day 1 (test_Settle_LastDayOfSpan).
///
/// PRIVACY
/// - A coverage year's id is random and of one benefit year only: it says nothing of the patient and links no two years.
contract Coverages is ICoverages, RoleGuarded {
    using CoverageWords for uint256;

    IPlans private immutable _plans;

    mapping(uint256 key => uint256 word) private _coverages;
    mapping(uint256 key => uint256 word) private _families;

    constructor(address manager, IPlans plans) RoleGuarded(manager) {
        _checkCode(address(plans));
        _plans = plans;
    }

    /// @inheritdoc ICoverages
    function enrol(uint32 insurer, Enrolment[] calldata enrolments) external {
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Enroller));
        uint32 checkedPlan = 0;
        for (uint256 i = 0; i < enrolments.length; ++i) {
            uint32 plan = enrolments[i].plan;
            if (plan != checkedPlan || i == 0) {
                if (_plans.insurerOf(plan) != insurer) revert Errors.PlanNotFound(plan);
                checkedPlan = plan;
            }
            _enrol(insurer, enrolments[i]);
        }
    }

    /// @inheritdoc ICoverages
    function post(
        uint32 insurer,
        bytes calldata coverageTable,
        bytes calldata familyTable,
        uint256[] calldata coverageWords,
        uint256[] calldata familyWords
    ) external {
        _checkRole(RoleIds.POSTER);
        _checkLength(coverageTable, Adjudication.COVERAGE_WIDTH, coverageWords.length);
        _checkLength(familyTable, Adjudication.FAMILY_WIDTH, familyWords.length);
        for (uint256 i = 0; i < coverageWords.length; ++i) {
            _post(_coverages, _coverageKey(insurer, _coverageAt(coverageTable, i)), coverageWords[i]);
        }
        for (uint256 i = 0; i < familyWords.length; ++i) {
            _post(_families, _familyKey(insurer, _familyAt(familyTable, i)), familyWords[i]);
        }
    }

    /// @inheritdoc ICoverages
    function coverageYearOf(uint32 insurer, uint64 coverageYear) external view returns (CoverageYear memory) {
        uint256 word = _coverages[_coverageKey(insurer, coverageYear)];
        if (word == 0) revert Errors.CoverageYearNotFound(coverageYear);
        return word.toCoverageYear();
    }

    /// @inheritdoc ICoverages
    function familyYearOf(uint32 insurer, uint32 familyYear) external view returns (FamilyYear memory) {
        uint256 word = _families[_familyKey(insurer, familyYear)];
        if (word == 0) revert Errors.FamilyYearNotFound(familyYear);
        return word.toFamilyYear();
    }

    /// @inheritdoc ICoverages
    function load(uint32 insurer, bytes calldata coverageTable, bytes calldata familyTable)
        external
        view
        returns (uint256[] memory coverageWords, uint256[] memory familyWords)
    {
        return (_loadCoverages(insurer, coverageTable), _loadFamilies(insurer, familyTable));
    }

    function _enrol(uint32 insurer, Enrolment calldata enrolment) private {
        if (enrolment.startDay == 0 || enrolment.startDay >= enrolment.endDay) {
            revert Errors.SpanInvalid(enrolment.startDay, enrolment.endDay);
        }
        uint256 key = _coverageKey(insurer, enrolment.coverageYear);
        if (_coverages[key] != 0) revert Errors.CoverageAlreadyEnrolled(enrolment.coverageYear);

        _coverages[key] = CoverageWords.open(enrolment);
        if (enrolment.family != 0) {
            uint256 familyKey = _familyKey(insurer, enrolment.family);
            if (_families[familyKey] == 0) _families[familyKey] = CoverageWords.openFamily(enrolment.family);
        }
        emit CoverageEnrolled({
            insurer: insurer,
            coverageYear: enrolment.coverageYear,
            plan: enrolment.plan,
            startDay: enrolment.startDay,
            endDay: enrolment.endDay,
            family: enrolment.family
        });
    }

    function _post(mapping(uint256 key => uint256 word) storage words, uint256 key, uint256 posted) private {
        uint256 stored = words[key];
        uint256 next = stored.withAccumulatorsOf(posted);
        if (stored != 0 && next != stored) words[key] = next;
    }

    function _loadCoverages(uint32 insurer, bytes calldata coverages) private view returns (uint256[] memory words) {
        words = new uint256[](CalldataReader.entries(coverages, Adjudication.COVERAGE_WIDTH));
        uint256 last = 0;
        for (uint256 i = 0; i < words.length; ++i) {
            uint256 coverageYear = _coverageAt(coverages, i);
            if (coverageYear <= last && i != 0) revert Errors.TableNotAscending(i);
            last = coverageYear;
            words[i] = _coverages[_coverageKey(insurer, coverageYear)];
        }
    }

    function _loadFamilies(uint32 insurer, bytes calldata families) private view returns (uint256[] memory words) {
        words = new uint256[](CalldataReader.entries(families, Adjudication.FAMILY_WIDTH));
        uint256 last = 0;
        for (uint256 i = 0; i < words.length; ++i) {
            uint256 familyYear = _familyAt(families, i);
            if (familyYear <= last && i != 0) revert Errors.TableNotAscending(i);
            last = familyYear;
            words[i] = _families[_familyKey(insurer, familyYear)];
        }
    }

    function _checkLength(bytes calldata table, uint256 width, uint256 count) private pure {
        if (table.length != count * width) revert Errors.EncodingMalformed(table.length);
    }

    /// @dev The id at a position that the table has.
    function _coverageAt(bytes calldata coverages, uint256 position) private pure returns (uint256) {
        // Proof: below the table's length.
        unchecked {
            return uint64(CalldataReader.before(coverages, (position + 1) * Adjudication.COVERAGE_WIDTH) >> 16);
        }
    }

    /// @dev The id at a position that the table has.
    function _familyAt(bytes calldata families, uint256 position) private pure returns (uint256) {
        // Proof: below the table's length.
        unchecked {
            return uint32(CalldataReader.before(families, (position + 1) * Adjudication.FAMILY_WIDTH));
        }
    }

    function _coverageKey(uint32 insurer, uint256 coverageYear) private pure returns (uint256) {
        return (uint256(insurer) << 64) | coverageYear;
    }

    function _familyKey(uint32 insurer, uint256 familyYear) private pure returns (uint256) {
        return (uint256(insurer) << 32) | familyYear;
    }
}
