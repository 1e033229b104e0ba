// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";

import {RoleGuarded} from "./base/RoleGuarded.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {IPlans} from "./interfaces/IPlans.sol";
import {Benefits} from "./libraries/Benefits.sol";
import {ClaimWords} from "./libraries/ClaimWords.sol";
import {CoverageWords} from "./libraries/CoverageWords.sol";
import {Errors} from "./libraries/Errors.sol";
import {PlanContent} from "./libraries/PlanContent.sol";
import {RoleIds} from "./libraries/RoleIds.sol";

/// @title Plans
/// @notice Immutable plan versions, stored as contract code.
///
/// @dev ROLES
/// - Only the insurer's Admin publishes its plans (test_RevertWhen_CallerNotAdmin).
///
/// MONEY
/// - A published plan cannot be changed: there is no function that writes to it again, and code cannot be overwritten.
/// - What is stored gives back what was published, and so its hash (testFuzz_Publish_ContentReadsBack).
/// - Limits and rates that make no sense are refused, so that the arithmetic's bounds hold
///   (test_RevertWhen_CoinsuranceAboveWhole, test_RevertWhen_IndividualDeductibleAboveFamily).
/// - Counters have a place of their own each (test_RevertWhen_CountersOverlap, test_RevertWhen_CounterLeavesItsRoom).
///
/// TIME
/// - Every plan has the clocks that nobody escapes (test_RevertWhen_ClockMissing).
///
/// LIVENESS
/// - Anybody may deploy nothing here: Create2 addresses depend on this contract, so nobody can take one in advance.
/// - Two plans may have one content (test_Publish_SameContentTwice).
contract Plans is IPlans, RoleGuarded {
    struct PlanRecord {
        address content;
        uint32 insurer;
        bool hasExtension;
    }

    /// @dev What a plan's counters take, as bits.
    struct Rooms {
        uint256 inWord; // how many
        uint256 usedInWord;
        uint256 usedInExtension;
        bool lastsYear;
        bool lastsLife;
    }

    /// @notice The most classes that a plan may have.
    uint256 public constant MAX_CLASSES = 64;

    /// @notice The most limits that a plan may have.
    uint256 public constant MAX_LIMITS = 15;

    /// @notice The most counters in the coverage-year word.
    uint256 public constant MAX_WORD_COUNTERS = 6;

    /// @notice The most entries of a plan's interest table.
    uint256 public constant MAX_INTEREST_RATES = 16;

    /// @notice The farthest that a plan's clock may be from UTC.
    int32 public constant MAX_UTC_OFFSET_SECONDS = 14 hours;

    /// @inheritdoc IPlans
    uint32 public planCount;

    mapping(uint32 plan => PlanRecord) private _plans;

    constructor(address manager) RoleGuarded(manager) {}

    /// @inheritdoc IPlans
    function publish(uint32 insurer, uint32 plan, Plan calldata content) external returns (bytes32 contentHash) {
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Admin));
        if (plan == 0 || _plans[plan].content != address(0)) revert Errors.IdTaken(plan);
        _checkLimit(content.deductibleCents, content.familyDeductibleCents);
        _checkLimit(content.outOfPocketMaxCents, content.familyOutOfPocketMaxCents);
        _checkClocks(content.clocks);
        bool hasExtension = _checkCounters(content.limits);
        _checkClasses(content.classes, content.limits.length);

        ++planCount;
        contentHash = keccak256(abi.encode(content));
        _plans[plan] = PlanRecord({
            content: _store(contentHash, PlanContent.pack(content)), insurer: insurer, hasExtension: hasExtension
        });
        emit PlanPublished(plan, insurer, contentHash, content);
    }

    /// @inheritdoc IPlans
    function planOf(uint32 plan) external view returns (Plan memory) {
        return PlanContent.unpack(_wordsOf(plan));
    }

    /// @inheritdoc IPlans
    function clocksOf(uint32 plan) external view returns (Clocks memory) {
        return PlanContent.clocksOf(_wordsOf(plan));
    }

    /// @inheritdoc IPlans
    function enrolmentTermsOf(uint32 plan) external view returns (uint32 insurer, bool hasExtension) {
        PlanRecord storage record = _plans[plan];
        return (record.insurer, record.hasExtension);
    }

    /// @inheritdoc IPlans
    function insurerOf(uint32 plan) external view returns (uint32) {
        return _plans[plan].insurer;
    }

    /// @inheritdoc IPlans
    function contentOf(uint32 plan) external view returns (address content, uint32 insurer) {
        PlanRecord storage record = _plans[plan];
        return (record.content, record.insurer);
    }

    function _wordsOf(uint32 plan) private view returns (uint256[] memory) {
        address content = _plans[plan].content;
        if (content == address(0)) revert Errors.PlanNotFound(plan);
        return PlanContent.read(content);
    }

    function _store(bytes32 contentHash, uint256[] memory words) private returns (address stored) {
        bytes memory initcode = PlanContent.initcodeOf(words);
        stored = Create2.computeAddress(contentHash, keccak256(initcode));
        if (stored.code.length == 0) Create2.deploy({amount: 0, salt: contentHash, bytecode: initcode});
    }

    function _checkLimit(uint40 individualCents, uint40 familyCents) private pure {
        if (individualCents > familyCents || familyCents > ClaimWords.CENTS) {
            revert Errors.PlanLimitInvalid(individualCents, familyCents);
        }
    }

    function _checkClocks(Clocks calldata clocks) private pure {
        bool isRunning = clocks.promptPayDays != 0 && clocks.appealDays != 0 && clocks.appealDecisionDays != 0
            && clocks.recoveryNoticeDays != 0;
        bool isOnEarth =
            clocks.utcOffsetSeconds <= MAX_UTC_OFFSET_SECONDS && clocks.utcOffsetSeconds >= -MAX_UTC_OFFSET_SECONDS;
        if (!isRunning || !isOnEarth || clocks.interest.length > MAX_INTEREST_RATES) revert Errors.PlanClockInvalid();
        for (uint256 i = 1; i < clocks.interest.length; ++i) {
            if (clocks.interest[i].fromDay <= clocks.interest[i - 1].fromDay) revert Errors.PlanClockInvalid();
        }
    }

    /// @dev Every counter lies in its room, apart from the others; extended ones last all a year or all a life.
    function _checkCounters(Limit[] calldata limits) private pure returns (bool hasExtension) {
        if (limits.length > MAX_LIMITS) revert Errors.PlanCounterInvalid(limits.length);
        Rooms memory rooms = Rooms({inWord: 0, usedInWord: 0, usedInExtension: 0, lastsYear: false, lastsLife: false});
        for (uint256 i = 0; i < limits.length; ++i) {
            _place(limits[i], i, rooms);
        }
        hasExtension = rooms.usedInExtension != 0;
        uint256 room = hasExtension ? CoverageWords.COUNTER_BITS_EXTENDED : CoverageWords.COUNTER_BITS;
        bool isMixed = rooms.lastsYear && rooms.lastsLife;
        if (isMixed || rooms.usedInWord >> room != 0 || rooms.inWord > MAX_WORD_COUNTERS) {
            revert Errors.PlanCounterInvalid(limits.length);
        }
    }

    /// @dev Takes a limit's bits out of its room.
    function _place(Limit calldata limit, uint256 position, Rooms memory rooms) private pure {
        bool isRolling = limit.period == LimitPeriod.Rolling;
        uint256 width = limit.width;
        uint256 bits = isRolling ? width + CoverageWords.DAY_BITS : width;
        bool fits = width > 0 && width <= 40 && limit.shift + bits <= CoverageWords.EXTENSION_BITS
            && limit.max >> width == 0 && isRolling == (limit.rollingDays != 0)
            && (limit.isExtended || limit.period == LimitPeriod.BenefitYear);
        if (!fits) revert Errors.PlanCounterInvalid(position);

        uint256 mask = ((1 << bits) - 1) << limit.shift;
        uint256 used = limit.isExtended ? rooms.usedInExtension : rooms.usedInWord;
        if (used & mask != 0) revert Errors.PlanCounterInvalid(position);
        if (!limit.isExtended) {
            rooms.usedInWord |= mask;
            ++rooms.inWord;
            return;
        }
        rooms.usedInExtension |= mask;
        if (limit.period == LimitPeriod.BenefitYear) rooms.lastsYear = true;
        else rooms.lastsLife = true;
    }

    function _checkClasses(CostShare[] calldata classes, uint256 limitCount) private pure {
        if (classes.length == 0 || classes.length > MAX_CLASSES) revert Errors.PlanClassCountInvalid(classes.length);
        for (uint256 i = 0; i < classes.length; ++i) {
            CostShare calldata class = classes[i];
            if (class.coinsuranceBps > Benefits.WHOLE_BPS) {
                revert Errors.CoinsuranceRateInvalid(i, class.coinsuranceBps);
            }
            if (class.copayCents > ClaimWords.CENTS) {
                revert Errors.PlanLimitInvalid(class.copayCents, class.copayCents);
            }
            bool isTwice = class.limitA == class.limitB && class.limitA != 0;
            if (class.limitA > limitCount || class.limitB > limitCount || isTwice) {
                revert Errors.PlanCounterInvalid(i);
            }
        }
    }
}
