// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ICoverages
/// @notice One storage word a coverage and benefit year: eligibility and accumulators; one a family and year.
interface ICoverages {
    /// @notice A coverage in one benefit year. Days count from 0001-01-01, which is day 1; the span is half-open.
    struct CoverageYear {
        uint32 plan;
        uint24 startDay;
        uint24 endDay;
        uint32 family; // family year, 0 for none
        uint40 deductibleCents; // posted so far
        uint40 outOfPocketCents; // posted so far
    }

    struct FamilyYear {
        uint40 deductibleCents;
        uint40 outOfPocketCents;
    }

    struct Enrolment {
        uint64 coverageYear; // random, not yet in use with this insurer
        uint32 plan;
        uint24 startDay;
        uint24 endDay;
        uint32 family;
    }

    event CoverageEnrolled(
        uint32 indexed insurer, uint64 indexed coverageYear, uint32 plan, uint24 startDay, uint24 endDay, uint32 family
    );

    /// @notice Opens coverage years. A family year comes into being with its first coverage.
    ///
    /// @dev Emits one {CoverageEnrolled} an enrolment.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Enroller role, else {Errors.RoleMissing}.
    /// - The id must not be in use with the insurer, else {Errors.CoverageAlreadyEnrolled}.
    /// - The plan must be the insurer's, else {Errors.PlanNotFound}.
    /// - The span must not be empty nor start before day 1, else {Errors.SpanInvalid}.
    function enrol(uint32 insurer, Enrolment[] calldata enrolments) external;

    /// @notice What a coverage year holds. Reverts with {Errors.CoverageYearNotFound} when it is not enrolled.
    function coverageYearOf(uint32 insurer, uint64 coverageYear) external view returns (CoverageYear memory);

    /// @notice What a family year holds. Reverts with {Errors.FamilyYearNotFound} when it is not known.
    function familyYearOf(uint32 insurer, uint32 familyYear) external view returns (FamilyYear memory);

    /// @notice The packed words, in the order of the tables; zero where unknown. For the ledger and estimates.
    ///
    /// @dev Requirements:
    /// - Both tables must be whole and strictly ascending by id, else {Errors.EncodingMalformed} or
    ///   {Errors.TableNotAscending}: so no id stands twice, and nothing that is posted overwrites another posting.
    ///
    /// @param coverageTable A coverage table, docs/commitment.md section 6.
    /// @param familyTable A family table, docs/commitment.md section 6.
    function load(uint32 insurer, bytes calldata coverageTable, bytes calldata familyTable)
        external
        view
        returns (uint256[] memory coverageWords, uint256[] memory familyWords);

    /// @notice Posts accumulators. Only the ledger.
    ///
    /// @dev Notes:
    /// - Of the words only the accumulators are taken; eligibility stays as it was enrolled.
    /// - It emits nothing: the ledger's events carry every line.
    ///
    /// Requirements:
    /// - The sender must hold the POSTER role, else {Errors.RoleMissing}.
    /// - Tables that {load} refuses must not be handed in. They are not checked again.
    ///
    /// @param coverageWords One an entry of `coverageTable`; a coverage year that is not enrolled is passed over.
    /// @param familyWords One an entry of `familyTable`; a family year that is not known is passed over.
    function post(
        uint32 insurer,
        bytes calldata coverageTable,
        bytes calldata familyTable,
        uint256[] calldata coverageWords,
        uint256[] calldata familyWords
    ) external;
}
