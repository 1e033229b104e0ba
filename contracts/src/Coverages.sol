// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RoleGuarded} from "./base/RoleGuarded.sol";
import {ICoverages} from "./interfaces/ICoverages.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {IPlans} from "./interfaces/IPlans.sol";
import {CoverageWords} from "./libraries/CoverageWords.sol";
import {Errors} from "./libraries/Errors.sol";
import {Cursor, Place, Raw} from "./libraries/Raw.sol";
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

    /// @dev One storage word. A struct, so that what is read and written in turn is looked up once.
    struct Stored {
        uint256 word;
    }

    mapping(uint256 key => Stored) private _coverages;
    mapping(uint256 key => Stored) private _families;
    mapping(uint256 key => Stored) private _extensions;

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
        uint256 word = _coverages[key].word;
        if (word == 0) revert Errors.CoverageYearNotFound(coverageYear);
        uint24 startDay = uint24(word.startDayOf());
        if (endDay < startDay || endDay - startDay > MAX_DAYS) revert Errors.SpanInvalid(startDay, endDay);

        _coverages[key].word = word.withEndDay(endDay);
        emit CoverageEndChanged({
            insurer: insurer, coverageYear: coverageYear, endDay: endDay, endDayBefore: uint24(word.endDayOf())
        });
    }

    /// @inheritdoc ICoverages
    function post(
        uint32 insurer,
        uint256[] calldata coverageTable,
        uint256[] calldata familyTable,
        uint256[] calldata extensionTable,
        bytes calldata words
    ) external {
        _checkRole(RoleIds.POSTER);
        uint256 familiesAt = coverageTable.length;
        uint256 extensionsAt = familiesAt + familyTable.length;
        if (words.length != 32 * (extensionsAt + extensionTable.length)) revert Errors.EncodingMalformed(words.length);
        _postCoverages(insurer, coverageTable, words);
        uint256 keys = _familyKey(insurer, 0);
        _post(_families, keys, familyTable, words, familiesAt, CoverageWords.FAMILY_POSTED);
        keys = _coverageKey(insurer, 0);
        _post(_extensions, keys, extensionTable, words, extensionsAt, CoverageWords.EXTENSION_POSTED);
    }

    /// @inheritdoc ICoverages
    function coverageYearOf(uint32 insurer, uint64 coverageYear) external view returns (CoverageYear memory) {
        uint256 word = _coverages[_coverageKey(insurer, coverageYear)].word;
        if (word == 0) revert Errors.CoverageYearNotFound(coverageYear);
        (, bool isExtended) = _plans.enrolmentTermsOf(word.planOf());
        return word.toCoverageYear(isExtended);
    }

    /// @inheritdoc ICoverages
    function familyYearOf(uint32 insurer, uint32 familyYear) external view returns (FamilyYear memory) {
        uint256 word = _families[_familyKey(insurer, familyYear)].word;
        if (word == 0) revert Errors.FamilyYearNotFound(familyYear);
        return word.toFamilyYear();
    }

    /// @inheritdoc ICoverages
    function extensionOf(uint32 insurer, uint64 extension) external view returns (uint256 counters) {
        uint256 word = _extensions[_coverageKey(insurer, extension)].word;
        if (word == 0) revert Errors.ExtensionNotFound(extension);
        return word.countersOfExtension();
    }

    /// @inheritdoc ICoverages
    function load(
        uint32 insurer,
        uint256[] calldata coverageTable,
        uint256[] calldata familyTable,
        uint256[] calldata extensionTable
    ) external view returns (bytes memory) {
        uint256 extensionsAt = coverageTable.length + familyTable.length;
        uint256[] memory words = new uint256[](extensionsAt + extensionTable.length);
        _loadCoverages(insurer, coverageTable, words);
        _load(_families, _familyKey(insurer, 0), familyTable, type(uint32).max, words, coverageTable.length);
        _load(_extensions, _coverageKey(insurer, 0), extensionTable, type(uint64).max, words, extensionsAt);
        return Raw.asBytes(words, words.length);
    }

    function _enrol(uint32 insurer, Enrolment calldata enrolment) private {
        bool isSpan = enrolment.startDay != 0 && enrolment.startDay < enrolment.endDay
            && enrolment.endDay - enrolment.startDay <= MAX_DAYS;
        if (!isSpan) revert Errors.SpanInvalid(enrolment.startDay, enrolment.endDay);
        uint256 key = _coverageKey(insurer, enrolment.coverageYear);
        // No id is zero: a void's leaf and an empty place have that.
        if (enrolment.coverageYear == 0 || _coverages[key].word != 0) {
            revert Errors.CoverageAlreadyEnrolled(enrolment.coverageYear);
        }

        _coverages[key].word = CoverageWords.open(enrolment);
        if (enrolment.family != 0) {
            Stored storage family = _families[_familyKey(insurer, enrolment.family)];
            if (family.word == 0) family.word = CoverageWords.openFamily(enrolment.family);
        }
        if (enrolment.extension != 0) {
            Stored storage extension = _extensions[_coverageKey(insurer, enrolment.extension)];
            if (extension.word == 0) extension.word = CoverageWords.openExtension(enrolment.extension);
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

    /// @dev The first loop of two that each claim of a batch goes through: one comparison keeps the ids ascending, and the
    /// last of them is the widest. Positions are below the length of the table and of the words, which is not less.
    function _loadCoverages(uint32 insurer, uint256[] calldata coverages, uint256[] memory words) private view {
        uint256 keys = _coverageKey(insurer, 0);
        uint256 least = 0;
        Cursor end = Raw.cursorOf(coverages, coverages.length);
        Place place = Raw.placeOf(words, 0);
        for (Cursor cursor = Raw.cursorOf(coverages, 0); end > cursor; cursor = Raw.skip(cursor, 1)) {
            uint256 id = Raw.load(cursor) >> CoverageWords.TABLE_ID_AT;
            if (id < least) revert Errors.TableNotAscending(Raw.distance(Raw.cursorOf(coverages, 0), cursor));
            Raw.put(place, _coverages[keys | id].word);
            place = Raw.skip(place, 1);
            // Proof: an id of 224 bits.
            unchecked {
                least = id + 1;
            }
        }
        if (least > 1 << 64) revert Errors.TableNotAscending(coverages.length - 1);
    }

    /// @dev The same for families and extensions, whose tables are the ids alone.
    /// @param first The position of the first one's word. With the table's length it is not above that of the words.
    function _load(
        mapping(uint256 key => Stored) storage all,
        uint256 keys,
        uint256[] calldata ids,
        uint256 most,
        uint256[] memory words,
        uint256 first
    ) private view {
        uint256 least = 0;
        for (uint256 i = 0; i < ids.length; ++i) {
            uint256 id = Raw.load(ids, i);
            if (id < least) revert Errors.TableNotAscending(i);
            if (id > most) revert Errors.TableNotAscending(i);
            // Proof: ids of 64 bits; position and length of a list.
            unchecked {
                Raw.put(words, first + i, all[keys | id].word);
                least = id + 1;
            }
        }
    }

    /// @dev The second loop. Whether a coverage year has an extension is told by its entry in the table, which the ledger has
    /// checked. Positions are below the length of the table, and of the words, which is not less.
    function _postCoverages(uint32 insurer, uint256[] calldata coverages, bytes calldata words) private {
        uint256 keys = _coverageKey(insurer, 0);
        uint256 masks = CoverageWords.COVERAGE_POSTED;
        for (uint256 i = 0; i < coverages.length; ++i) {
            uint256 entry = Raw.load(coverages, i);
            uint256 posted = masks;
            if (uint16(entry >> CoverageWords.TABLE_EXTENSION_AT) != CoverageWords.NONE) {
                posted = CoverageWords.COVERAGE_POSTED_EXTENDED;
            }
            Stored storage stored = _coverages[keys | uint64(entry >> CoverageWords.TABLE_ID_AT)];
            uint256 word = stored.word;
            uint256 next = word.withPosted(Raw.load(words, i), posted);
            if (next == word) continue;
            if (word == 0) continue;
            stored.word = next;
        }
    }

    /// @dev The same for families and extensions.
    /// @param first The position of the first one's word. With the table's length it is not above that of the words.
    function _post(
        mapping(uint256 key => Stored) storage all,
        uint256 keys,
        uint256[] calldata ids,
        bytes calldata words,
        uint256 first,
        uint256 posted
    ) private {
        for (uint256 i = 0; i < ids.length; ++i) {
            Stored storage stored = all[keys | Raw.load(ids, i)];
            uint256 word = stored.word;
            // Proof: position and length of a list.
            unchecked {
                uint256 next = word.withPosted(Raw.load(words, first + i), posted);
                if (next == word) continue;
                if (word == 0) continue;
                stored.word = next;
            }
        }
    }

    function _coverageKey(uint32 insurer, uint256 id) private pure returns (uint256) {
        return (uint256(insurer) << 64) | id;
    }

    function _familyKey(uint32 insurer, uint256 familyYear) private pure returns (uint256) {
        return (uint256(insurer) << 32) | familyYear;
    }
}
