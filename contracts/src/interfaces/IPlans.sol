// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IPlans
/// @notice Immutable plan versions, addressed by the hash of their content, stored as contract code.
interface IPlans {
    /// @notice The cost share of a class of services. Classes are cost-share classes, never specialities or diagnoses.
    struct CostShare {
        bool isCovered;
        bool isDeductibleApplied; // false: the class skips the deductible
        uint16 coinsuranceBps; // patient's share of what remains, in basis points
        uint40 copayCents; // per line
    }

    /// @notice All limits in cents for one benefit year. `type(uint40).max` is no limit.
    struct Plan {
        uint40 deductibleCents; // individual
        uint40 familyDeductibleCents;
        uint40 outOfPocketMaxCents; // individual
        uint40 familyOutOfPocketMaxCents;
        uint32 promptPaySeconds; // clock from receipt to determination
        bytes32 feeScheduleRoot;
        bytes32 editsRoot;
        CostShare[] classes; // at most 64
    }

    event PlanPublished(uint32 indexed plan, uint32 indexed insurer, bytes32 indexed contentHash, Plan content);

    /// @notice Publishes a plan version. The id is chosen by the caller: nonzero and not in use (intents of several signers reach the chain in any order).
    function publish(uint32 insurer, uint32 plan, Plan calldata content) external returns (bytes32 contentHash);

    function planOf(uint32 plan) external view returns (Plan memory);
    function insurerOf(uint32 plan) external view returns (uint32);
    function planCount() external view returns (uint32);
}
