// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";

import {RoleGuarded} from "./base/RoleGuarded.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {IPlans} from "./interfaces/IPlans.sol";
import {Benefits} from "./libraries/Benefits.sol";
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
/// - A content hash is also the code hash of the address that holds the content (test_Publish_ContentHashIsCodeHash).
/// - Limits and rates that make no sense are refused, so that the arithmetic's bounds hold
///   (test_RevertWhen_CoinsuranceAboveWhole, test_RevertWhen_IndividualDeductibleAboveFamily).
///
/// TIME
/// - Every plan has a clock from receipt to determination (test_RevertWhen_ClockMissing).
///
/// LIVENESS
/// - Anybody may deploy nothing here: Create2 addresses depend on this contract, so nobody can take one in advance.
/// - Two plans may have one content (test_Publish_SameContentTwice).
contract Plans is IPlans, RoleGuarded {
    struct PlanRecord {
        address content;
        uint32 insurer;
    }

    /// @notice The most classes that a plan may have.
    uint256 public constant MAX_CLASSES = 64;

    /// @inheritdoc IPlans
    uint32 public planCount;

    mapping(uint32 plan => PlanRecord) private _plans;

    constructor(address manager) RoleGuarded(manager) {}

    /// @inheritdoc IPlans
    function publish(uint32 insurer, uint32 plan, Plan calldata content) external returns (bytes32 contentHash) {
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Admin));
        if (plan == 0 || _plans[plan].content != address(0)) revert Errors.IdTaken(plan);
        _checkLimits(content);
        _checkClasses(content.classes);

        ++planCount;
        address stored;
        (stored, contentHash) = _store(abi.encode(content));
        _plans[plan] = PlanRecord({content: stored, insurer: insurer});
        emit PlanPublished(plan, insurer, contentHash, content);
    }

    /// @inheritdoc IPlans
    function planOf(uint32 plan) external view returns (Plan memory) {
        address content = _plans[plan].content;
        if (content == address(0)) revert Errors.PlanNotFound(plan);
        return PlanContent.read(content);
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

    function _store(bytes memory encoded) private returns (address stored, bytes32 contentHash) {
        contentHash = keccak256(encoded);
        bytes memory initcode = PlanContent.initcodeOf(encoded);
        stored = Create2.computeAddress(contentHash, keccak256(initcode));
        if (stored.code.length == 0) Create2.deploy({amount: 0, salt: contentHash, bytecode: initcode});
    }

    function _checkLimits(Plan calldata content) private pure {
        _checkLimit(content.deductibleCents, content.familyDeductibleCents);
        _checkLimit(content.outOfPocketMaxCents, content.familyOutOfPocketMaxCents);
        if (content.promptPaySeconds == 0) revert Errors.PlanClockMissing();
    }

    function _checkLimit(uint40 individualCents, uint40 familyCents) private pure {
        if (individualCents > familyCents) revert Errors.PlanLimitInvalid(individualCents, familyCents);
    }

    function _checkClasses(CostShare[] calldata classes) private pure {
        if (classes.length == 0 || classes.length > MAX_CLASSES) revert Errors.PlanClassCountInvalid(classes.length);
        for (uint256 i = 0; i < classes.length; ++i) {
            uint16 rate = classes[i].coinsuranceBps;
            if (rate > Benefits.WHOLE_BPS) revert Errors.CoinsuranceRateInvalid(i, rate);
        }
    }
}
