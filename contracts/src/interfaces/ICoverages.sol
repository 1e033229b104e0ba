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
        uint64 extension; // 0 for none
        uint40 deductibleCents; // posted so far
        uint40 outOfPocketCents; // posted so far
        uint256 counters; // packed as the plan's limits say
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
        uint64 extension; // 0 unless the plan has extended limits
    }

    /// @notice A coverage year was opened under a plan. `family` and `extension` are zero where there is none.
    event CoverageEnrolled(
        uint32 indexed insurer,
        uint64 indexed coverageYear,
        uint32 plan,
        uint24 startDay,
        uint24 endDay,
        uint32 family,
        uint64 extension
    );
    /// @notice A coverage ends earlier or later than it was enrolled. What was determined stands.
    event CoverageEndChanged(uint32 indexed insurer, uint64 indexed coverageYear, uint24 endDay, uint24 endDayBefore);

    /// @notice Opens coverage years. A family year and an extension come into being with their first coverage.
    ///
    /// @dev Emits one {CoverageEnrolled} an enrolment.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Enroller role, else {Errors.RoleMissing}.
    /// - The id must not be in use with the insurer, else {Errors.CoverageAlreadyEnrolled}.
    /// - The plan must be the insurer's, else {Errors.PlanNotFound}.
    /// - The span must not be empty, longer than 4095 days nor start before day 1, else {Errors.SpanInvalid}.
    /// - An extension must be named exactly where the plan has extended limits, else {Errors.ExtensionMismatch}.
    function enrol(uint32 insurer, Enrolment[] calldata enrolments) external;

    /// @notice What a coverage year holds. Reverts with {Errors.CoverageYearNotFound} when it is not enrolled.
    function coverageYearOf(uint32 insurer, uint64 coverageYear) external view returns (CoverageYear memory);

    /// @notice What a family year holds. Reverts with {Errors.FamilyYearNotFound} when it is not known.
    function familyYearOf(uint32 insurer, uint32 familyYear) external view returns (FamilyYear memory);

    /// @notice Changes the day on which a coverage ends, also in retrospect.
    ///
    /// @dev Emits {CoverageEndChanged}.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Enroller role, else {Errors.RoleMissing}.
    /// - The coverage year must be enrolled, else {Errors.CoverageYearNotFound}.
    /// - The end must not be before the start nor 4096 days after it, else {Errors.SpanInvalid}.
    ///
    /// @param endDay Exclusive; the start makes the coverage empty.
    function changeEnd(uint32 insurer, uint64 coverageYear, uint24 endDay) external;

    /// @notice What an extension holds, packed. Reverts with {Errors.ExtensionNotFound} when it is not known.
    function extensionOf(uint32 insurer, uint64 extension) external view returns (uint256 counters);

    /// @notice The packed words, zero where unknown: of the coverage years, the families and the extensions, in the order of
    /// their tables. For the ledger and estimates.
    ///
    /// @dev Notes:
    /// - Words go in and out as bytes, 32 a word: those are copied whole, a list word by word.
    ///
    /// Requirements:
    /// - The tables must be strictly ascending by id and no id wider than its field, else {Errors.TableNotAscending}: so no
    ///   id stands twice, and nothing that is posted overwrites another posting.
    ///
    /// @param coverageTable As in docs/commitment.md section 6, as the others.
    function load(
        uint32 insurer,
        uint256[] calldata coverageTable,
        uint256[] calldata familyTable,
        uint256[] calldata extensionTable
    ) external view returns (bytes memory words);

    /// @notice Posts accumulators and counters. Only the ledger.
    ///
    /// @dev Notes:
    /// - Of the words only accumulators and counters are taken; eligibility stays as it was enrolled.
    /// - What is not known is passed over.
    /// - It emits nothing: the ledger's events carry every line.
    ///
    /// Requirements:
    /// - The sender must hold the POSTER role, else {Errors.RoleMissing}.
    /// - There must be a word for each entry of the tables, else {Errors.EncodingMalformed}.
    /// - Tables that {load} refuses must not be handed in. They are not checked again.
    ///
    /// @param words In the order in which {load} gives them.
    function post(
        uint32 insurer,
        uint256[] calldata coverageTable,
        uint256[] calldata familyTable,
        uint256[] calldata extensionTable,
        bytes calldata words
    ) external;
}
