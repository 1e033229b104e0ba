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
        uint32 indexed insurer,
        uint64 indexed coverageYear,
        uint32 plan,
        uint24 startDay,
        uint24 endDay,
        uint32 family
    );

    /// @notice Opens coverage years. A family year comes into being with its first coverage.
    function enrol(uint32 insurer, Enrolment[] calldata enrolments) external;

    function coverageYearOf(uint32 insurer, uint64 coverageYear) external view returns (CoverageYear memory);
    function familyYearOf(uint32 insurer, uint32 familyYear) external view returns (FamilyYear memory);

    /// @notice The packed words, in the order asked; zero where unknown. For the ledger and estimates.
    function load(uint32 insurer, uint64[] calldata coverageYears, uint32[] calldata familyYears)
        external
        view
        returns (uint256[] memory coverageWords, uint256[] memory familyWords);

    /// @notice Posts accumulators. Only the ledger.
    function post(
        uint32 insurer,
        uint64[] calldata coverageYears,
        uint256[] calldata coverageWords,
        uint32[] calldata familyYears,
        uint256[] calldata familyWords
    ) external;
}
