// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {StorageSlot} from "@openzeppelin/contracts/utils/StorageSlot.sol";

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

    /// @dev Where the words of coverage years stand, of families and of extensions: each at a hash but for its lowest 96 bits, which
    /// are insurer and id. A mapping would hash every key, twice a claim and once more a family.
    uint256 private constant COVERAGES = uint256(keccak256("clearclaim/coverages/v2")) & KEYS;
    uint256 private constant FAMILIES = uint256(keccak256("clearclaim/families/v2")) & KEYS;
    uint256 private constant EXTENSIONS = uint256(keccak256("clearclaim/extensions/v2")) & KEYS;

    /// @dev All but the lowest 96 bits.
    uint256 private constant KEYS = ~uint256(type(uint96).max);

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
        StorageSlot.Uint256Slot storage stored = _coverage(insurer, coverageYear);
        uint256 word = stored.value;
        if (word == 0) revert Errors.CoverageYearNotFound(coverageYear);
        uint24 startDay = uint24(word.startDayOf());
        if (endDay < startDay || endDay - startDay > MAX_DAYS) revert Errors.SpanInvalid(startDay, endDay);

        stored.value = word.withEndDay(endDay);
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
        uint256 count = coverageTable.length + familyTable.length + extensionTable.length;
        if (words.length != 32 * count) revert Errors.EncodingMalformed(words.length);
        Cursor cursor = Raw.cursorOf(words);
        _postCoverages(_slots(COVERAGES, insurer), coverageTable, cursor);
        cursor = Raw.skip(cursor, coverageTable.length);
        uint256 slots = _slots(FAMILIES, insurer);
        _postShared(slots, familyTable, type(uint32).max, cursor, CoverageWords.FAMILY_POSTED);
        cursor = Raw.skip(cursor, familyTable.length);
        slots = _slots(EXTENSIONS, insurer);
        _postShared(slots, extensionTable, type(uint64).max, cursor, CoverageWords.EXTENSION_POSTED);
    }

    /// @inheritdoc ICoverages
    function coverageYearOf(uint32 insurer, uint64 coverageYear) external view returns (CoverageYear memory) {
        uint256 word = _coverage(insurer, coverageYear).value;
        if (word == 0) revert Errors.CoverageYearNotFound(coverageYear);
        (, bool isExtended) = _plans.enrolmentTermsOf(word.planOf());
        return word.toCoverageYear(isExtended);
    }

    /// @inheritdoc ICoverages
    function familyYearOf(uint32 insurer, uint32 familyYear) external view returns (FamilyYear memory) {
        uint256 word = _family(insurer, familyYear).value;
        if (word == 0) revert Errors.FamilyYearNotFound(familyYear);
        return word.toFamilyYear();
    }

    /// @inheritdoc ICoverages
    function extensionOf(uint32 insurer, uint64 extension) external view returns (uint256 counters) {
        uint256 word = _extension(insurer, extension).value;
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
        uint256[] memory words = new uint256[](1 + coverageTable.length + familyTable.length + extensionTable.length);
        Place place = Raw.placeOf(words, 1);
        _load(_slots(COVERAGES, insurer), coverageTable, CoverageWords.TABLE_ID_AT, type(uint64).max, place);
        place = Raw.skip(place, coverageTable.length);
        _load(_slots(FAMILIES, insurer), familyTable, 0, type(uint32).max, place);
        place = Raw.skip(place, familyTable.length);
        _load(_slots(EXTENSIONS, insurer), extensionTable, 0, type(uint64).max, place);
        Raw.answer(words);
    }

    function _enrol(uint32 insurer, Enrolment calldata enrolment) private {
        bool isSpan = enrolment.startDay != 0 && enrolment.startDay < enrolment.endDay
            && enrolment.endDay - enrolment.startDay <= MAX_DAYS;
        if (!isSpan) revert Errors.SpanInvalid(enrolment.startDay, enrolment.endDay);
        StorageSlot.Uint256Slot storage coverage = _coverage(insurer, enrolment.coverageYear);
        // No id is zero: a void's leaf and an empty place have that.
        if (enrolment.coverageYear == 0 || coverage.value != 0) {
            revert Errors.CoverageAlreadyEnrolled(enrolment.coverageYear);
        }

        coverage.value = CoverageWords.open(enrolment);
        if (enrolment.family != 0) {
            StorageSlot.Uint256Slot storage family = _family(insurer, enrolment.family);
            if (family.value == 0) family.value = CoverageWords.openFamily(enrolment.family);
        }
        if (enrolment.extension != 0) {
            StorageSlot.Uint256Slot storage extension = _extension(insurer, enrolment.extension);
            if (extension.value == 0) extension.value = CoverageWords.openExtension(enrolment.extension);
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

    /// @dev The first loop of two that each claim of a batch goes through: one comparison keeps the ids ascending, and
    /// the bits of all of them tell whether one is wider than its field.
    /// @param slots See {_slots}.
    /// @param shift The entries of the table end in so many bits that are not the id.
    /// @param place Of the first word. There is one for each entry.
    function _load(uint256 slots, uint256[] calldata table, uint256 shift, uint256 widest, Place place) private view {
        uint256 least = 0;
        uint256 bits = 0;
        Cursor end = Raw.cursorOf(table, table.length);
        for (Cursor cursor = Raw.cursorOf(table, 0); end > cursor; cursor = Raw.skip(cursor, 1)) {
            uint256 id = Raw.load(cursor) >> shift;
            if (id < least) revert Errors.TableNotAscending(Raw.distance(Raw.cursorOf(table, 0), cursor));
            Raw.put(place, _at(slots | id).value);
            place = Raw.skip(place, 1);
            bits |= id;
            // Proof: an id that wraps around is wider than its field, and refused below.
            unchecked {
                least = id + 1;
            }
        }
        if (bits > widest) revert Errors.TableNotAscending(table.length - 1);
    }

    /// @dev The second loop. Whether a coverage year has an extension is told by its entry in the table, which the ledger has
    /// checked.
    /// @param words Of the first word. There is one for each entry.
    function _postCoverages(uint256 slots, uint256[] calldata table, Cursor words) private {
        Cursor end = Raw.cursorOf(table, table.length);
        for (Cursor cursor = Raw.cursorOf(table, 0); end > cursor; cursor = Raw.skip(cursor, 1)) {
            uint256 entry = Raw.load(cursor);
            uint256 extension = uint16(entry >> CoverageWords.TABLE_EXTENSION_AT);
            uint256 kept = Raw.ifBelow(extension, CoverageWords.NONE, CoverageWords.KEPT_EXTENDED);
            StorageSlot.Uint256Slot storage stored = _at(slots | uint64(entry >> CoverageWords.TABLE_ID_AT));
            stored.value = _posted(stored.value, Raw.load(words), CoverageWords.COVERAGE_POSTED ^ kept);
            words = Raw.skip(words, 1);
        }
    }

    /// @dev The same for families and extensions, whose tables are the ids alone.
    function _postShared(uint256 slots, uint256[] calldata table, uint256 widest, Cursor words, uint256 posted)
        private
    {
        Cursor end = Raw.cursorOf(table, table.length);
        for (Cursor cursor = Raw.cursorOf(table, 0); end > cursor; cursor = Raw.skip(cursor, 1)) {
            StorageSlot.Uint256Slot storage stored = _at(slots | (Raw.load(cursor) & widest));
            stored.value = _posted(stored.value, Raw.load(words), posted);
            words = Raw.skip(words, 1);
        }
    }

    /// @dev A word with some of its fields moved, if it is known. To write a word that did not change costs less than to ask
    /// of each whether it did.
    function _posted(uint256 before, uint256 word, uint256 posted) private pure returns (uint256) {
        return before.withPosted(word, Raw.ifBelow(0, before, posted));
    }

    /// @dev Of an insurer's words of one kind: with an id in their lowest 64 bits they are the slot of its word.
    function _slots(uint256 kind, uint32 insurer) private pure returns (uint256) {
        return kind | (uint256(insurer) << 64);
    }

    function _coverage(uint32 insurer, uint64 id) private pure returns (StorageSlot.Uint256Slot storage) {
        return _at(_slots(COVERAGES, insurer) | id);
    }

    function _family(uint32 insurer, uint32 id) private pure returns (StorageSlot.Uint256Slot storage) {
        return _at(_slots(FAMILIES, insurer) | id);
    }

    function _extension(uint32 insurer, uint64 id) private pure returns (StorageSlot.Uint256Slot storage) {
        return _at(_slots(EXTENSIONS, insurer) | id);
    }

    function _at(uint256 slot) private pure returns (StorageSlot.Uint256Slot storage) {
        return StorageSlot.getUint256Slot(bytes32(slot));
    }
}
