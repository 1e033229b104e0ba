// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Encoder} from "../support/Encoder.sol";
import {Tally} from "../support/Tally.sol";

/// @notice Determinations undone.
contract ReverseTest is Tally {
    uint64 private constant COVERAGE = 90;

    function setUp() public override {
        super.setUp();
        registerProviders(2);
        joinAll();
        fund(1_000_000_00);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    GIVING BACK
    //////////////////////////////////////////////////////////////////////////*/

    function test_Reverse_NoticesRecovery() public {
        uint256 number = settleOne(claim(COVERAGE, 1, line(800_00, 800_00, 0)));
        reverse(number);
        IEscrow.Recovery memory recovery = escrow.recoveryOf((number << 16) | 1);
        assertEq(recovery.cents, 400_00, "what it paid");
        assertEq(recovery.effectiveAt, time() + 30 days, "after notice");
        assertTrue(clocks.isReversed(headers[1], 0), "reversed");
        assertTrue(!clocks.isUndecided(headers[1], 0), "but decided");
        checkAll();
    }

    function test_Reverse_EmitsWhatItUndid() public {
        uint256 number = settleOne(claim(COVERAGE, 1, line(800_00, 800_00, 0)));
        IClaimLedger.Standing memory standing = standingOf(number);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ClaimReversed(number, 1, COVERAGE, 1, 400_00, 0, REASONS);
        vm.prank(adjudicator);
        corrections.reverse(standing, REASONS);
    }

    function test_Reverse_NothingPaid_NoRecovery() public {
        uint256 number = settleOne(claim(COVERAGE, 1, line(300_00, 300_00, 0)));
        reverse(number);
        assertEq(noticed.length, 0, "nothing to recover");
        assertEq(coverages.coverageYearOf(INSURER, COVERAGE).deductibleCents, 0, "deductible given back");
    }

    function test_Reverse_DeniedLinesTookNothing() public {
        Encoder.Claim memory made = claim(COVERAGE, 1, line(300_00, 0, 255));
        made.lines = new Encoder.Line[](4);
        made.lines[0] = line(300_00, 0, 255);
        made.lines[1] = line(300_00, 300_00, 5);
        made.lines[2] = line(300_00, 0, 0);
        made.lines[3] = line(300_00, 200_00, 1);
        uint256 number = settleOne(made);
        assertEq(resultOf(number, 0).denial + resultOf(number, 1).denial, 6, "by the engine, not covered");
        reverse(number);
        checkAll();
    }

    /// @dev A line that a limit denies has an allowed amount, and took nothing.
    function test_Reverse_LineBeyondItsLimit() public {
        Encoder.Claim memory made = claim(COVERAGE, 1, line(100_00, 100_00, 1));
        made.lines = new Encoder.Line[](8);
        for (uint256 i = 0; i < 8; ++i) {
            made.lines[i] = line(100_00, 100_00, 1);
        }
        uint256 number = settleOne(made);
        assertEq(resultOf(number, 5).denial, 0, "six visits");
        assertEq(resultOf(number, 6).denial, 8, "no seventh");
        checkAll();
        reverse(number);
        checkAll();
        assertEq(coverages.coverageYearOf(INSURER, COVERAGE).counters, 0, "all given back");
    }

    /// @dev What was counted in a window that is over is not taken off the one that stands.
    function test_Reverse_ServiceBeforeTheWindow() public {
        Encoder.Claim memory made = claim(30, 1, line(100_00, 100_00, 4));
        uint256 first = settleOne(made);
        made = claim(30, 2, line(200_00, 200_00, 4));
        made.serviceDay = DAY + 40;
        uint256 second = settleOne(made);
        uint256 counters = coverages.extensionOf(INSURER, 11);
        reverse(first);
        assertEq(coverages.extensionOf(INSURER, 11), counters, "the window that stands");
        checkAll();
        reverse(second);
        checkAll();
    }

    /// @dev A service before the window is neither limited nor counted.
    function test_Reverse_ServiceThatWasNotCounted() public {
        Encoder.Claim memory made = claim(30, 1, line(100_00, 100_00, 4));
        made.serviceDay = DAY + 10;
        settleOne(made);
        uint256 counters = coverages.extensionOf(INSURER, 11);
        uint256 earlier = settleOne(claim(30, 2, line(2_000_00, 2_000_00, 4)));
        assertEq(resultOf(earlier, 0).denial, 0, "not limited");
        assertEq(coverages.extensionOf(INSURER, 11), counters, "not counted");
        reverse(earlier);
        assertEq(coverages.extensionOf(INSURER, 11), counters, "nor given back");
        checkAll();
    }

    function test_Reverse_AfterTheCoverageEnded() public {
        uint256 number = settleOne(claim(COVERAGE, 1, line(800_00, 800_00, 0)));
        vm.prank(enroller);
        coverages.changeEnd(INSURER, COVERAGE, START_DAY);
        reverse(number);
        checkAll();
    }

    function test_Reverse_OneOfABatch() public {
        Encoder.Submission[] memory submissions = new Encoder.Submission[](2);
        submissions[0] = Encoder.Submission(2, two(_claim(1, 400_00), _claim(2, 500_00)));
        submissions[1] = Encoder.Submission(1, two(_claim(3, 600_00), _claim(4, 700_00)));
        uint32 batch = post(submissions);
        settleAsPosted(batch);
        reverse(numberOf(batch, 2));
        checkAll();
        reverse(numberOf(batch, 0));
        checkAll();
        assertTrue(!clocks.isReversed(headers[batch], 1), "the second stands");
        assertTrue(!clocks.isReversed(headers[batch], 3), "the fourth stands");
    }

    /// @dev Bits above 255 are in a word of their own.
    function test_Reverse_FarInABatch() public {
        Encoder.Claim[] memory claims = new Encoder.Claim[](270);
        for (uint256 i = 0; i < claims.length; ++i) {
            claims[i] = claim(COVERAGE, i, line(1_00, 1_00, 0));
            claims[i].isBare = i != 7 && i != 263;
        }
        uint32 batch = post(one(1, claims));
        settleAsPosted(batch);
        reverse(numberOf(batch, 263));
        assertTrue(clocks.isReversed(headers[batch], 263), "reversed");
        assertTrue(!clocks.isReversed(headers[batch], 7), "its bit in the other word is not");
        assertTrue(clocks.isUndecided(headers[batch], 264), "a neighbour waits");
    }

    /// @dev Settles claims at random, then reverses them in any order: everything is as it was.
    function testFuzz_Reverse_GivesBackExactly(uint256 seed) public {
        uint256[] memory numbers = new uint256[](4);
        for (uint256 i = 0; i < numbers.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            numbers[i] = settleClaims(uint32(1 + seed % 2), one(_random(seed)));
        }
        checkAll();
        for (uint256 i = numbers.length; i > 0; --i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 pick = seed % i;
            reverse(numbers[pick]);
            numbers[pick] = numbers[i - 1];
            checkAccumulators();
        }
        checkMoney();
        for (uint256 i = 0; i < joined.length; ++i) {
            assertEq(coverages.coverageYearOf(INSURER, joined[i]).deductibleCents, 0, "deductible");
            assertEq(coverages.coverageYearOf(INSURER, joined[i]).counters, 0, "counters");
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     REFUSED
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_ReverserNotAdjudicator() public {
        uint256 number = settleOne(_claim(1, 800_00));
        IClaimLedger.Standing memory standing = standingOf(number);
        uint64 role = RoleIds.ofInsurer(INSURER, IOrganizations.Role.Adjudicator);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, role, treasurer));
        vm.prank(treasurer);
        corrections.reverse(standing, REASONS);
    }

    function test_RevertWhen_ReversalWithoutReasons() public {
        uint256 number = settleOne(_claim(1, 800_00));
        IClaimLedger.Standing memory standing = standingOf(number);
        vm.expectRevert(abi.encodeWithSelector(Errors.ReversalReasonsMissing.selector, number));
        vm.prank(adjudicator);
        corrections.reverse(standing, bytes32(0));
    }

    function test_RevertGiven_ClaimReversed() public {
        uint256 number = settleOne(_claim(1, 800_00));
        reverse(number);
        _assertRefused(standingOf(number), abi.encodeWithSelector(Errors.ClaimAlreadyReversed.selector, number));
    }

    function test_RevertGiven_ClaimNotDecided() public {
        uint256 number = leaveOne(_claim(1, 800_00));
        _assertRefused(standingOf(number), abi.encodeWithSelector(Errors.ClaimNotDecided.selector, number));
    }

    function test_RevertWhen_IndexBeyondTheBatch() public {
        IClaimLedger.Standing memory standing = standingOf(settleOne(_claim(1, 800_00)));
        standing.path.index = 1;
        _assertRefused(standing, abi.encodeWithSelector(Errors.ClaimNotFound.selector, numberOf(1, 1)));
    }

    function test_RevertWhen_HeaderUnknown() public {
        IClaimLedger.Standing memory standing = standingOf(settleOne(_claim(1, 800_00)));
        standing.header.batch = 9;
        _assertRefused(standing, abi.encodeWithSelector(Errors.BatchNotFound.selector, INSURER, 9));
    }

    /// @dev Nothing of a header may be changed.
    function testFuzz_RevertWhen_HeaderChanged(uint256 seed) public {
        IClaimLedger.Standing memory standing = standingOf(settleOne(_claim(1, 800_00)));
        uint256 part = seed % 5;
        if (part == 0) standing.header.root = bytes32(seed);
        if (part == 1) standing.header.receivedAt += 1;
        if (part == 2) standing.header.settledAt = 0;
        if (part == 3) standing.header.count += 1;
        if (part == 4) standing.header.submissionCount += 1;
        _assertRefused(standing, abi.encodeWithSelector(Errors.BatchHeaderMismatch.selector, INSURER, 1));
    }

    /// @dev Nothing of an opening may be changed: not what it paid, not when, not who was to be paid.
    function testFuzz_RevertWhen_OpeningChanged(uint256 seed) public {
        uint256 number = settleOne(_claim(1, 800_00));
        IClaimLedger.Standing memory standing = standingOf(number);
        uint256 part = seed % 6;
        uint256 flip = uint256(1) << ((seed >> 8) % 64);
        if (part == 0) standing.opening.results[0] ^= flip;
        if (part == 1) standing.opening.head ^= flip;
        if (part == 2) standing.opening.contentHash ^= bytes32(flip);
        if (part == 3) standing.opening.facts[0] ^= flip;
        if (part == 4) standing.path.provider += 1;
        if (part == 5) standing.opening.stamp ^= flip; // of its time
        _assertRefused(standing, abi.encodeWithSelector(Errors.PathInvalid.selector, number));
    }

    /// @dev A fact does not pass for a result, nor a result for a fact.
    function test_RevertWhen_FactHandedInAsResult() public {
        IClaimLedger.Standing memory standing = standingOf(settleOne(_claim(1, 800_00)));
        standing.opening.results = Encoder.concat(standing.opening.results, standing.opening.facts);
        standing.opening.facts = new uint256[](0);
        _assertRefused(standing, abi.encodeWithSelector(Errors.EncodingMalformed.selector, 2));
    }

    function test_RevertWhen_MoreThanTheHeadSays() public {
        IClaimLedger.Standing memory standing = standingOf(settleOne(_claim(1, 800_00)));
        standing.opening.more = Encoder.append(standing.opening.more, 1);
        _assertRefused(standing, abi.encodeWithSelector(Errors.EncodingMalformed.selector, 1));
    }

    function test_RevertWhen_StandingIsReceiptLeaf() public {
        Encoder.Claim memory left = _claim(2, 1_00);
        left.isBare = true;
        settleClaims(1, two(_claim(1, 800_00), left));
        IClaimLedger.Standing memory standing = standingOf(numberOf(1, 1));
        _assertRefused(standing, abi.encodeWithSelector(Errors.ClaimNotDecided.selector, numberOf(1, 1)));
        standing.path.index = 0;
        standing.path.innerSiblings[0] = leafOf(numberOf(1, 1));
        bytes memory error_ = abi.encodeWithSelector(Errors.EncodingMalformed.selector, 0);
        _assertRefused(standing, error_);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _claim(uint256 seed, uint40 allowed) private pure returns (Encoder.Claim memory) {
        return claim(COVERAGE, seed, line(allowed, allowed, 0));
    }

    function _assertRefused(IClaimLedger.Standing memory standing, bytes memory error_) private {
        vm.expectRevert(error_);
        vm.prank(adjudicator);
        corrections.reverse(standing, REASONS);
    }

    function _random(uint256 seed) private view returns (Encoder.Claim memory made) {
        made = claim(joined[(seed >> 8) % joined.length], seed, line(0, 0, 0));
        made.serviceDay = DAY + uint24((seed >> 16) % 100);
        made.lines = new Encoder.Line[](1 + (seed >> 24) % 6);
        for (uint256 i = 0; i < made.lines.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed, i)));
            uint40 charge = uint40(seed % 900_00);
            made.lines[i] = line(charge, uint40((seed >> 64) % (charge + 1)), uint8((seed >> 128) % 6));
            made.lines[i].units = uint16(1 + (seed >> 136) % 9);
        }
    }
}
