// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Encoder} from "../support/Encoder.sol";
import {Tally} from "../support/Tally.sol";

/// @notice What a review decided: a claim determined again under its own number, or an overdue one determined at last.
contract RedetermineTest is Tally {
    uint64 private constant COVERAGE = 7;

    function setUp() public override {
        super.setUp();
        registerProviders(3);
        join(COVERAGE, publish(interestPlan()), 3, 0);
        fund(100_000_00);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                 DETERMINING AGAIN
    //////////////////////////////////////////////////////////////////////////*/

    function test_Redetermine_PaysTheDifference() public {
        uint256 number = _settled(800_00);
        redetermine(number, allowing(number, 1_000_00));
        assertEq(token.balanceOf(payeeOf(1)), 560_00 * UNITS, "paid");
        assertEq(uint8(openingOf(number).stamp >> 72), 2, "the next version");
        assertTrue(!clocks.isReversed(headers[1], 0), "it stands");
        checkAll();
    }

    function test_Redetermine_Less_NoticesRecovery() public {
        uint256 number = _settled(800_00);
        redetermine(number, allowing(number, 500_00));
        assertEq(escrow.recoveryOf((number << 16) | 1).cents, 240_00, "the difference");
        checkAll();
    }

    function test_Redetermine_Denial_PaysWithInterest() public {
        uint256 number = settleOne(claim(COVERAGE, 1, line(2_000_00, 0, 255)));
        assertEq(resultOf(number, 0).denial, 1, "denied");
        wait(73 days);
        Encoder.Claim memory made = allowing(number, 800_00);
        made.lines[0].class = 0;
        redetermine(number, made);
        // 400.00 for 73 days at 10 %
        assertEq(token.balanceOf(payeeOf(1)), (400_00 + 8_00) * UNITS, "paid");
        assertEq(interestOf[number], 8_00, "told");
        checkAll();
    }

    function test_Redetermine_JournalTellsTheInterestPaid() public {
        uint256 number = _settled(800_00);
        wait(73 days);
        redetermine(number, allowing(number, 1_000_00));
        assertEq(moneyOf[1].interest, 3_20, "on the difference");
        assertEq(interestOf[number], 3_20, "told as paid");
    }

    function test_Redetermine_EmitsReversalThenTheNextVersion() public {
        uint256 number = _settled(800_00);
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(number, allowing(number, 1_000_00));
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ClaimReversed(number, 1, COVERAGE, 1, 400_00, 0, bytes32(0));
        vm.prank(address(appeals));
        corrections.redetermine(standing, decision);
    }

    function test_Redetermine_OneOfABatch_PaysItsProvider() public {
        uint32 batch = _twoProviders();
        redetermine(numberOf(batch, 1), allowing(numberOf(batch, 1), 1_000_00));
        checkAll();
        redetermine(numberOf(batch, 2), allowing(numberOf(batch, 2), 1_000_00));
        checkAll();
    }

    function test_Redetermine_AgainAndAgain() public {
        uint256 number = _settled(800_00);
        for (uint40 i = 1; i < 6; ++i) {
            redetermine(number, allowing(number, i % 2 == 0 ? 900_00 + i : 400_00 + i));
            checkAll();
        }
        assertEq(uint8(openingOf(number).stamp >> 72), 6, "versions");
    }

    function test_Redetermine_AReplacement() public {
        uint256 replaced = _settled(800_00);
        uint256 number = leaveOne(replacing(replaced, 1, claim(COVERAGE, 5, line(2_000_00, 900_00, 0))));
        correct(number, claimOf(number), replaced);
        redetermine(number, allowing(number, 1_000_00));
        assertTrue(stands[number] && !stands[replaced], "one stands");
        checkAll();
    }

    /// @dev A panel signs the claim's words, not its path: whoever hands a ruling in must not choose who is paid, nor the
    /// root that is kept.
    function testFuzz_Redetermine_PathOfTheDecisionIsNotRead(uint256 seed) public {
        uint32 batch = _twoProviders();
        uint256 number = numberOf(batch, seed % 3);
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(number, allowing(number, 1_000_00));
        IClaimLedger.Path memory path = decision.path;
        uint256 part = (seed >> 8) % 7;
        if (part == 0) path.firstIndex += 1;
        if (part == 1) path.count += 1;
        if (part == 2) path.submissionIndex += 1;
        if (part == 3) path.outerSiblings[0] ^= bytes32(uint256(1));
        if (part == 4) path.innerSiblings = Encoder.append(path.innerSiblings, bytes32(seed));
        if (part == 5) path.provider = 3;
        if (part == 6) path.index += 1;
        vm.recordLogs();
        vm.prank(address(appeals));
        corrections.redetermine(standing, decision);
        book();
        assertEq(token.balanceOf(payeeOf(3)), 0, "nobody else is paid");
        checkAll();
    }

    function test_Redetermine_GivesWhatIsPaid() public {
        uint256 number = _settled(800_00);
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(number, allowing(number, 1_000_00));
        vm.prank(address(appeals));
        (uint256 paid, uint256 before) = corrections.redetermine(standing, decision);
        assertEq(paid, 560_00, "now");
        assertEq(before, 400_00, "before");
    }

    function test_Reverse_ARedetermination() public {
        uint256 number = _settled(800_00);
        redetermine(number, allowing(number, 1_000_00));
        reverse(number);
        assertEq(escrow.recoveryOf((number << 16) | 1).cents, 560_00, "all of it");
        checkAll();
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     REFUSED
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_CallerNotRedeterminer() public {
        uint256 number = _settled(800_00);
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(number, allowing(number, 1_000_00));
        bytes memory error_ = abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.REDETERMINER, adjudicator);
        vm.expectRevert(error_);
        vm.prank(adjudicator);
        corrections.redetermine(standing, decision);
        vm.expectRevert(error_);
        vm.prank(adjudicator);
        corrections.decideOnAppeal(headers[1], decision);
    }

    function test_RevertWhen_VersionOfYesterday() public {
        uint256 number = _settled(800_00);
        IClaimLedger.Standing memory standing = standingOf(number);
        redetermine(number, allowing(number, 1_000_00));
        standing.header = headers[1];
        _assertRefused(standing, number, abi.encodeWithSelector(Errors.PathInvalid.selector, number));
    }

    function test_RevertGiven_RedeterminedClaimReversed() public {
        uint256 number = _settled(800_00);
        reverse(number);
        bytes memory error_ = abi.encodeWithSelector(Errors.ClaimAlreadyReversed.selector, number);
        _assertRefused(standingOf(number), number, error_);
    }

    function test_RevertGiven_RedeterminedClaimUndecided() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(800_00, 800_00, 0)));
        bytes memory error_ = abi.encodeWithSelector(Errors.ClaimNotDecided.selector, number);
        _assertRefused(standingOf(number), number, error_);
    }

    function test_RevertWhen_DecisionOfAnotherClaim() public {
        uint32 batch = _twoProviders();
        bytes memory error_ = abi.encodeWithSelector(Errors.CorrectionUnrelated.selector, numberOf(batch, 0));
        _assertRefused(standingOf(numberOf(batch, 0)), numberOf(batch, 1), error_);
    }

    function test_RevertWhen_RedeterminedChargeChanged() public {
        uint256 number = _settled(800_00);
        Encoder.Claim memory made = allowing(number, 1_000_00);
        made.lines[0].charge += 1;
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(number, made);
        vm.expectRevert(abi.encodeWithSelector(Errors.CorrectionUnrelated.selector, number));
        vm.prank(address(appeals));
        corrections.redetermine(standing, decision);
    }

    function test_RevertWhen_RedeterminedAboveCharge() public {
        uint256 number = _settled(800_00);
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(number, allowing(number, 2_000_01));
        vm.expectRevert(abi.encodeWithSelector(Errors.AllowedExceedsCharge.selector, 0));
        vm.prank(address(appeals));
        corrections.redetermine(standing, decision);
    }

    function test_RevertGiven_VersionsExhausted() public {
        uint256 number = _settled(800_00);
        for (uint40 i = 2; i < 256; ++i) {
            redetermine(number, allowing(number, 800_00));
        }
        bytes memory error_ = abi.encodeWithSelector(Errors.VersionsExhausted.selector, number);
        _assertRefused(standingOf(number), number, error_);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  OVERDUE CLAIMS
    //////////////////////////////////////////////////////////////////////////*/

    function test_DecideOnAppeal_BareLeaf() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(2_000_00, 800_00, 0)));
        wait(73 days);
        markOverdue(number);
        _decideOnAppeal(number, 800_00);
        assertEq(token.balanceOf(payeeOf(1)), (400_00 + 8_00) * UNITS, "with interest");
        checkAll();
    }

    /// @dev The batch counts as settled with nothing decided, and its other claims are decided by path.
    function test_DecideOnAppeal_BatchNeverSettled() public {
        uint32 batch = post(_submissions());
        wait(31 days);
        markOverdue(numberOf(batch, 1));
        _decideOnAppeal(numberOf(batch, 1), 800_00);
        assertEq(headers[batch].settledAt, time(), "settled");
        assertTrue(clocks.isUndecided(headers[batch], 0), "the others wait");
        assertTrue(clocks.isUndecided(headers[batch], 2), "the others wait");
        decide(numberOf(batch, 2), allowing(numberOf(batch, 2), 800_00));
        decide(numberOf(batch, 0), allowing(numberOf(batch, 0), 800_00));
        checkAll();
    }

    function test_DecideOnAppeal_BatchNeverSettled_CannotBeSettledLater() public {
        uint32 batch = post(_submissions());
        wait(31 days);
        markOverdue(numberOf(batch, 1));
        _decideOnAppeal(numberOf(batch, 1), 800_00);
        IClaimLedger.Settlement memory made = settlement(_submissions());
        vm.expectRevert(abi.encodeWithSelector(Errors.BatchAlreadySettled.selector, INSURER, batch));
        vm.prank(adjudicator);
        ledger.settleBatch(headers[batch], made);
    }

    /// @dev Each claim of the batch has its bit, also where a word of bits is full or just begun.
    function test_DecideOnAppeal_OpensEachClaim() public {
        _openUnsettled(1);
        _openUnsettled(256);
        _openUnsettled(257);
    }

    function test_RevertGiven_ClaimNotOverdue() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(2_000_00, 800_00, 0)));
        wait(31 days); // but nobody proved it
        _assertRefusedOnAppeal(number, abi.encodeWithSelector(Errors.ClaimNotOverdue.selector, number));
    }

    function test_RevertGiven_OverdueClaimDecided() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(2_000_00, 800_00, 0)));
        wait(31 days);
        markOverdue(number);
        decide(number, allowing(number, 1_00));
        _assertRefusedOnAppeal(number, abi.encodeWithSelector(Errors.ClaimAlreadyDecided.selector, number));
    }

    function test_RevertWhen_OverdueAtAnotherPath() public {
        uint32 batch = post(_submissions());
        wait(31 days);
        markOverdue(numberOf(batch, 1));
        IClaimLedger.Decision memory decision = decisionOf(numberOf(batch, 1), allowing(numberOf(batch, 1), 800_00));
        decision.path.provider = 3;
        vm.expectRevert(abi.encodeWithSelector(Errors.PathInvalid.selector, numberOf(batch, 1)));
        vm.prank(address(appeals));
        corrections.decideOnAppeal(headers[batch], decision);
    }

    function test_RevertWhen_OverdueHeaderUnknown() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(2_000_00, 800_00, 0)));
        IClaimLedger.Decision memory decision = decisionOf(number, allowing(number, 800_00));
        headers[1].batch = 5;
        vm.expectRevert(abi.encodeWithSelector(Errors.BatchNotFound.selector, INSURER, 5));
        vm.prank(address(appeals));
        corrections.decideOnAppeal(headers[1], decision);
    }

    /// @dev Else the claim that it names would stand beside it, both paid.
    function test_RevertWhen_OverdueClaimIsReplacement() public {
        uint256 replaced = _settled(800_00);
        uint256 number = leaveOne(replacing(replaced, 1, claim(COVERAGE, 5, line(2_000_00, 900_00, 0))));
        wait(31 days);
        markOverdue(number);
        _assertRefusedOnAppeal(number, abi.encodeWithSelector(Errors.CorrectionUnrelated.selector, number));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _settled(uint40 allowed) private returns (uint256) {
        return settleOne(claim(COVERAGE, allowed, line(2_000_00, allowed, 0)));
    }

    /// @dev Two claims of provider 2, one of provider 1.
    function _submissions() private pure returns (Encoder.Submission[] memory submissions) {
        submissions = new Encoder.Submission[](2);
        submissions[0] = Encoder.Submission(
            2, two(claim(COVERAGE, 1, line(2_000_00, 400_00, 0)), claim(COVERAGE, 2, line(2_000_00, 500_00, 0)))
        );
        submissions[1] = Encoder.Submission(1, one(claim(COVERAGE, 3, line(2_000_00, 600_00, 0))));
    }

    function _twoProviders() private returns (uint32 batch) {
        batch = post(_submissions());
        settleAsPosted(batch);
    }

    function _openUnsettled(uint256 count) private {
        Encoder.Claim[] memory claims = new Encoder.Claim[](count);
        for (uint256 i = 0; i < count; ++i) {
            claims[i] = claim(COVERAGE, i, line(1_00, 1_00, 0));
        }
        uint32 batch = post(one(1, claims));
        wait(31 days);
        markOverdue(numberOf(batch, count - 1));
        _decideOnAppeal(numberOf(batch, count - 1), 1_00);
        for (uint16 i = 0; i + 1 < count; ++i) {
            assertTrue(clocks.isUndecided(headers[batch], i), "undecided");
        }
        assertTrue(!clocks.isUndecided(headers[batch], uint16(count - 1)), "decided");
    }

    function _decideOnAppeal(uint256 number, uint40 allowed) private {
        IClaimLedger.Decision memory decision = decisionOf(number, allowing(number, allowed));
        vm.recordLogs();
        vm.prank(address(appeals));
        corrections.decideOnAppeal(headers[batchOf(number)], decision);
        book();
    }

    function _assertRefused(IClaimLedger.Standing memory standing, uint256 number, bytes memory error_) private {
        IClaimLedger.Decision memory decision = decisionOf(number, allowing(number, 700_00));
        vm.expectRevert(error_);
        vm.prank(address(appeals));
        corrections.redetermine(standing, decision);
    }

    function _assertRefusedOnAppeal(uint256 number, bytes memory error_) private {
        IClaimLedger.Decision memory decision = decisionOf(number, allowing(number, 700_00));
        vm.expectRevert(error_);
        vm.prank(address(appeals));
        corrections.decideOnAppeal(headers[batchOf(number)], decision);
    }
}
