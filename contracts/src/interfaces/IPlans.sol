// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IPlans
/// @notice Immutable plan versions, addressed by the hash of their content, stored as contract code.
interface IPlans {
    enum LimitKind {
        Visits, // lines
        Units,
        Money // cents of eligible amounts
    }

    enum LimitPeriod {
        BenefitYear,
        Lifetime,
        Rolling
    }

    /// @notice What a plan pays after other payers, see contracts/DESIGN.md section 4.
    enum CoordinationMethod {
        None, // after nobody
        Traditional,
        NonDuplication,
        MaintenanceOfBenefits
    }

    /// @notice Which of the payers' allowed amounts is the allowable expense.
    enum AllowableRule {
        Higher,
        Lower,
        Primary
    }

    /// @notice A limit and the place of its counter, see contracts/DESIGN.md section 3.
    struct Limit {
        LimitKind kind;
        LimitPeriod period;
        bool isExtended; // in the extension word
        uint40 max; // visits, units or cents
        uint16 rollingDays; // of a rolling limit, else 0
        uint8 shift; // of the counter in its field
        uint8 width; // in bits
    }

    /// @notice The cost share of a class of services. Classes are cost-share classes, never specialities or diagnoses.
    struct CostShare {
        bool isCovered;
        bool isDeductibleApplied; // false: the class skips the deductible
        bool isOutOfPocketApplied; // false: neither capped by nor counted to the out-of-pocket maximum
        bool isAuthorizationRequired;
        bool isEvidenceRequired;
        uint16 coinsuranceBps; // patient's share of what remains, in basis points
        uint40 copayCents; // per line
        uint8 limitA; // position in the plan's limits + 1, 0 for none
        uint8 limitB;
    }

    /// @notice The interest on late payments from a day on.
    struct InterestRate {
        uint24 fromDay;
        uint16 rateBps; // a year of 365 days
        uint32 minimumCents; // less is not paid
    }

    /// @notice Clocks, in civil days at the plan's fixed offset.
    struct Clocks {
        int32 utcOffsetSeconds;
        uint16 timelyFilingDays; // service to receipt, 0 for none
        uint16 promptPayDays; // receipt to payment
        uint16 interestFromDays; // days after receipt before interest counts
        uint16 appealDays; // determination to appeal
        uint16 appealDecisionDays; // appeal to the insurer's decision
        uint16 recoveryNoticeDays; // notice to offset
        InterestRate[] interest; // ascending by day, at most 16
    }

    /// @notice Limits of amounts in cents for one benefit year. 2^36 - 1 is no limit.
    struct Plan {
        uint40 deductibleCents; // individual
        uint40 familyDeductibleCents;
        uint40 outOfPocketMaxCents; // individual
        uint40 familyOutOfPocketMaxCents;
        bool isDeductibleAggregate; // with a family only the family's counts
        bool isOutOfPocketAggregate;
        CoordinationMethod coordinationMethod;
        AllowableRule allowableRule; // of no meaning without a method
        bytes32 feeScheduleRoot;
        bytes32 editsRoot;
        Clocks clocks;
        Limit[] limits; // at most 15
        CostShare[] classes; // 1 to 64
    }

    /// @notice An immutable plan version was published, with all that it says. `contentHash` names it.
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
    /// - Limits and copays must be below 2^36 and no individual limit above the family's, else {Errors.PlanLimitInvalid}.
    /// - Limits must have their place and classes must name limits of the plan, else {Errors.PlanCounterInvalid}.
    /// - The clocks must run and interest ascend by day, else {Errors.PlanClockInvalid}.
    ///
    /// @return contentHash Keccak-256 of `abi.encode(content)`.
    function publish(uint32 insurer, uint32 plan, Plan calldata content) external returns (bytes32 contentHash);

    /// @notice A plan's content. Reverts with {Errors.PlanNotFound} when the id is unknown.
    function planOf(uint32 plan) external view returns (Plan memory);

    /// @notice A plan's clocks. Reverts with {Errors.PlanNotFound} when the id is unknown.
    function clocksOf(uint32 plan) external view returns (Clocks memory);

    /// @notice Whose plan it is, zero when the id is unknown, and whether its coverages have an extension.
    function enrolmentTermsOf(uint32 plan) external view returns (uint32 insurer, bool hasExtension);

    /// @notice Whose plan it is; zero when the id is unknown.
    function insurerOf(uint32 plan) external view returns (uint32);

    /// @notice The address whose code holds the plan, and whose plan it is; zero when the id is unknown.
    function contentOf(uint32 plan) external view returns (address content, uint32 insurer);

    /// @notice How many plans are published.
    function planCount() external view returns (uint32);
}
