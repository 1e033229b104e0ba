// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Drive} from "../support/Drive.sol";

/// @notice Sequences of acts at random, summed up after each: what stands is what counts.
contract StandingTest is Drive {
    uint256 private constant STEPS = 10;

    function setUp() public override {
        super.setUp();
        registerProviders(PROVIDERS);
        joinAll();
        fund(1_000_00); // so that some of it is owed
    }

    /// forge-config: default.fuzz.runs = 64
    /// @dev Accumulators and counters are the sums over standing determinations, money is conserved, one version of a claim
    /// stands, and paid <= allowed <= charge.
    function testFuzz_Standing_SumsHoldAfterEachStep(uint256 seed) public {
        submitSome(seed);
        settleSome(seed);
        for (uint256 i = 0; i < STEPS; ++i) {
            seed = next(seed, i);
            act(seed);
            checkAll();
        }
    }

    /// forge-config: default.fuzz.runs = 64
    /// @dev Whatever happened: when all is reversed, nothing is left of it.
    function testFuzz_Standing_AllReversed_LeavesNothing(uint256 seed) public {
        for (uint256 i = 0; i < STEPS; ++i) {
            seed = next(seed, i);
            act(seed);
        }
        while (reverseSome(seed)) {}
        checkAll();
        for (uint256 i = 0; i < joined.length; ++i) {
            assertEq(coverages.coverageYearOf(INSURER, joined[i]).deductibleCents, 0, "deductible");
            assertEq(coverages.coverageYearOf(INSURER, joined[i]).outOfPocketCents, 0, "out of pocket");
            assertEq(coverages.coverageYearOf(INSURER, joined[i]).counters, 0, "counters");
        }
        for (uint32 i = 1; i <= PROVIDERS; ++i) {
            assertEq(moneyOf[i].recovered, moneyOf[i].released + moneyOf[i].owed, "all is to be recovered");
        }
    }

    function act(uint256 seed) private {
        uint256 which = seed % 8;
        bool isDone = which < 2
            ? settleSome(seed)
            : which == 2
                ? decideSome(seed)
                : which == 3
                    ? reverseSome(seed)
                    : which == 4 ? replaceSome(seed) : which == 5 ? voidSome(seed) : redetermineSome(seed);
        if (!isDone) submitSome(seed);
    }
}
