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

    /// @notice Publishes a plan version. The id is chosen by the caller, over all insurers.
    ///
    /// @dev Emits {PlanPublished}.
    ///
    /// Notes:
    /// - Content that was published before, by whomever, is not stored again.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Admin role, else {Errors.RoleMissing}.
    /// - `plan` must be nonzero and not in use, else {Errors.IdTaken}.
    /// - There must be 1 to 64 classes, else {Errors.PlanClassCountInvalid}.
    /// - No coinsurance may be above 10000, else {Errors.CoinsuranceRateInvalid}.
    /// - No individual limit may be above the family's, else {Errors.PlanLimitInvalid}.
    /// - The clock must not be zero, else {Errors.PlanClockMissing}.
    ///
    /// @return contentHash Keccak-256 of `abi.encode(content)`.
    function publish(uint32 insurer, uint32 plan, Plan calldata content) external returns (bytes32 contentHash);

    /// @notice A plan's content. Reverts with {Errors.PlanNotFound} when the id is unknown.
    function planOf(uint32 plan) external view returns (Plan memory);

    /// @notice Whose plan it is; zero when the id is unknown.
    function insurerOf(uint32 plan) external view returns (uint32);

    /// @notice The address whose code is `abi.encode(Plan)`, and whose plan it is; zero when the id is unknown.
    function contentOf(uint32 plan) external view returns (address content, uint32 insurer);

    /// @notice How many plans are published.
    function planCount() external view returns (uint32);
}
