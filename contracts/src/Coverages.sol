// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RoleGuarded} from "./base/RoleGuarded.sol";
import {ICoverages} from "./interfaces/ICoverages.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {IPlans} from "./interfaces/IPlans.sol";
import {Adjudication} from "./libraries/Adjudication.sol";
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

    /// @notice The most days of a coverage year.
    uint24 public constant MAX_DAYS = 4095;

    IPlans private immutable _plans;

    mapping(uint256 key => uint256 word) private _coverages;
    mapping(uint256 key => uint256 word) private _families;
    mapping(uint256 key => uint256 word) private _extensions;

    constructor(address manager, IPlans plans) RoleGuarded(manager) {
        _checkCode(address(plans));
        _plans = plans;
    }

    /// @inheritdoc ICoverages
    function enrol(uint32 insurer, Enrolment[] calldata enrolments) external {
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Enroller));
        uint32 checkedPlan = 0;
        bool isExtended = false;
        for (uint256 i = 0; i < enrolments.length; ++i) {
            uint32 plan = enrolments[i].plan;
            if (plan != checkedPlan || i == 0) {
                uint32 planInsurer;
                (planInsurer, isExtended) = _plans.enrolmentTermsOf(plan);
                if (planInsurer != insurer) revert Errors.PlanNotFound(plan);
                checkedPlan = plan;
            }
            if (isExtended != (enrolments[i].extension != 0)) {
                revert Errors.ExtensionMismatch(enrolments[i].coverageYear);
            }
            _enrol(insurer, enrolments[i]);
        }
    }

    /// @inheritdoc ICoverages
    function changeEnd(uint32 insurer, uint64 coverageYear, uint24 endDay) external {
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Enroller));
        uint256 key = _coverageKey(insurer, coverageYear);
        uint256 word = _coverages[key];
        if (word == 0) revert Errors.CoverageYearNotFound(coverageYear);
        uint24 startDay = uint24(word.startDayOf());
        if (endDay < startDay || endDay - startDay > MAX_DAYS) revert Errors.SpanInvalid(startDay, endDay);

        _coverages[key] = word.withEndDay(endDay);
        emit CoverageEndChanged({
            insurer: insurer, coverageYear: coverageYear, endDay: endDay, endDayBefore: uint24(word.endDayOf())
        });
    }

    /// @inheritdoc ICoverages
    function post(uint32 insurer, Posting calldata posting) external {
        _checkRole(RoleIds.POSTER);
        _postCoverages(insurer, posting.coverages, posting.coverageWords);
        for (uint256 i = 0; i < posting.familyWords.length; ++i) {
            uint256 key = _familyKey(insurer, posting.families[i]);
            uint256 stored = _families[key];
            uint256 next = stored.withPostedFamily(posting.familyWords[i]);
            if (stored != 0 && next != stored) _families[key] = next;
        }
        for (uint256 i = 0; i < posting.extensionWords.length; ++i) {
            uint256 key = _coverageKey(insurer, posting.extensions[i]);
            uint256 stored = _extensions[key];
            uint256 next = stored.withPostedExtension(posting.extensionWords[i]);
            if (stored != 0 && next != stored) _extensions[key] = next;
        }
    }

    /// @inheritdoc ICoverages
    function coverageYearOf(uint32 insurer, uint64 coverageYear) external view returns (CoverageYear memory) {
        uint256 word = _coverages[_coverageKey(insurer, coverageYear)];
        if (word == 0) revert Errors.CoverageYearNotFound(coverageYear);
        (, bool isExtended) = _plans.enrolmentTermsOf(word.planOf());
        return word.toCoverageYear(isExtended);
    }

    /// @inheritdoc ICoverages
    function familyYearOf(uint32 insurer, uint32 familyYear) external view returns (FamilyYear memory) {
        uint256 word = _families[_familyKey(insurer, familyYear)];
        if (word == 0) revert Errors.FamilyYearNotFound(familyYear);
        return word.toFamilyYear();
    }

    /// @inheritdoc ICoverages
    function extensionOf(uint32 insurer, uint64 extension) external view returns (uint256 counters) {
        uint256 word = _extensions[_coverageKey(insurer, extension)];
        if (word == 0) revert Errors.ExtensionNotFound(extension);
        return word.countersOfExtension();
    }

    /// @inheritdoc ICoverages
    function load(
        uint32 insurer,
        uint256[] calldata coverageTable,
        uint256[] calldata familyTable,
        uint256[] calldata extensionTable
    )
        external
        view
        returns (uint256[] memory coverageWords, uint256[] memory familyWords, uint256[] memory extensionWords)
    {
        coverageWords = new uint256[](coverageTable.length);
        uint256 last = 0;
        for (uint256 i = 0; i < coverageTable.length; ++i) {
            uint256 id = uint64(coverageTable[i] >> 32);
            if (id <= last && i != 0) revert Errors.TableNotAscending(i);
            last = id;
            coverageWords[i] = _coverages[_coverageKey(insurer, id)];
        }
        familyWords = new uint256[](familyTable.length);
        for (uint256 i = 0; i < familyTable.length; ++i) {
            _checkAscending(familyTable, i, type(uint32).max);
            familyWords[i] = _families[_familyKey(insurer, familyTable[i])];
        }
        extensionWords = new uint256[](extensionTable.length);
        for (uint256 i = 0; i < extensionTable.length; ++i) {
            _checkAscending(extensionTable, i, type(uint64).max);
            extensionWords[i] = _extensions[_coverageKey(insurer, extensionTable[i])];
        }
    }

    function _enrol(uint32 insurer, Enrolment calldata enrolment) private {
        bool isSpan = enrolment.startDay != 0 && enrolment.startDay < enrolment.endDay
            && enrolment.endDay - enrolment.startDay <= MAX_DAYS;
        if (!isSpan) revert Errors.SpanInvalid(enrolment.startDay, enrolment.endDay);
        uint256 key = _coverageKey(insurer, enrolment.coverageYear);
        // No id is zero: a void's leaf and an empty place have that.
        if (enrolment.coverageYear == 0 || _coverages[key] != 0) {
            revert Errors.CoverageAlreadyEnrolled(enrolment.coverageYear);
        }

        _coverages[key] = CoverageWords.open(enrolment);
        if (enrolment.family != 0) {
            uint256 familyKey = _familyKey(insurer, enrolment.family);
            if (_families[familyKey] == 0) _families[familyKey] = CoverageWords.openFamily(enrolment.family);
        }
        if (enrolment.extension != 0) {
            uint256 extensionKey = _coverageKey(insurer, enrolment.extension);
            if (_extensions[extensionKey] == 0) {
                _extensions[extensionKey] = CoverageWords.openExtension(enrolment.extension);
            }
        }
        emit CoverageEnrolled({
            insurer: insurer,
            coverageYear: enrolment.coverageYear,
            plan: enrolment.plan,
            startDay: enrolment.startDay,
            endDay: enrolment.endDay,
            family: enrolment.family,
            extension: enrolment.extension
        });
    }

    /// @dev Whether a coverage year has an extension is told by its entry in the table, which the ledger has checked.
    function _postCoverages(uint32 insurer, uint256[] calldata coverages, uint256[] calldata words) private {
        for (uint256 i = 0; i < words.length; ++i) {
            uint256 entry = coverages[i];
            uint256 key = _coverageKey(insurer, uint64(entry >> 32));
            uint256 stored = _coverages[key];
            uint256 next = stored.withPosted(words[i], uint16(entry >> 16) != Adjudication.NONE);
            if (stored != 0 && next != stored) _coverages[key] = next;
        }
    }

    function _checkAscending(uint256[] calldata ids, uint256 i, uint256 most) private pure {
        if (ids[i] > most || (i != 0 && ids[i] <= ids[i - 1])) revert Errors.TableNotAscending(i);
    }

    function _coverageKey(uint32 insurer, uint256 id) private pure returns (uint256) {
        return (uint256(insurer) << 64) | id;
    }

    function _familyKey(uint32 insurer, uint256 familyYear) private pure returns (uint256) {
        return (uint256(insurer) << 32) | familyYear;
    }
}
