// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Encoder} from "../support/Encoder.sol";
import {Tally} from "../support/Tally.sol";

/// @notice Replacements and voids.
contract CorrectTest is Tally {
    uint64 private constant COVERAGE = 7;

    function setUp() public override {
        super.setUp();
        registerProviders(2);
        join(COVERAGE, publish(interestPlan()), 3, 0);
        fund(100_000_00);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                   REPLACEMENTS
    //////////////////////////////////////////////////////////////////////////*/

    function test_Correct_PaysTheDifference() public {
        uint256 replaced = _settled(800_00); // pays 400.00
        uint256 number = _replacement(replaced, 1_000_00);
        correct(number, claimOf(number), replaced);
        assertEq(paidOf(number), 560_00, "as if the first had not been");
        assertEq(token.balanceOf(payeeOf(1)), 560_00 * UNITS, "the difference alone");
        assertTrue(!stands[replaced] && stands[number], "one stands");
        assertTrue(clocks.isReversed(headers[batchOf(replaced)], 0), "reversed");
        checkAll();
    }

    function test_Correct_NoticesRecovery() public {
        uint256 replaced = _settled(800_00);
        uint256 number = _replacement(replaced, 500_00); // pays 160.00
        correct(number, claimOf(number), replaced);
        assertEq(noticed.length, 1, "noticed");
        IEscrow.Recovery memory recovery = escrow.recoveryOf(noticed[0]);
        assertEq(recovery.cents, 240_00, "the difference");
        assertEq(recovery.provider, 1, "the provider's");
        assertEq(noticed[0] >> 16, number, "under the correction");
        checkAll();
    }

    function test_Correct_SameAmount_PaysNothing() public {
        uint256 replaced = _settled(800_00);
        uint256 number = _replacement(replaced, 800_00);
        correct(number, claimOf(number), replaced);
        assertEq(token.balanceOf(payeeOf(1)), 400_00 * UNITS, "as before");
        assertEq(noticed.length, 0, "nothing to recover");
        checkAll();
    }

    function test_Correct_EmitsReversalThenDetermination() public {
        uint256 replaced = _settled(800_00);
        uint256 number = _replacement(replaced, 1_000_00);
        IClaimLedger.Decision memory decision = decisionOf(number, claimOf(number));
        IClaimLedger.Standing memory standing = standingOf(replaced);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ClaimReversed(replaced, 1, COVERAGE, 1, 400_00, number, bytes32(0));
        vm.prank(adjudicator);
        corrections.correct(headers[batchOf(number)], decision, standing);
    }

    /// @dev What the first takes of the deductible is there again for the second.
    function test_Correct_OfTheSameBatch() public {
        Encoder.Claim memory first = claim(COVERAGE, 1, line(800_00, 800_00, 0));
        Encoder.Claim memory second = replacing(numberOf(1, 0), 1, claim(COVERAGE, 2, line(1_000_00, 1_000_00, 0)));
        second.isBare = true;
        settleClaims(1, two(first, second));
        correct(numberOf(1, 1), allowing(numberOf(1, 1), 1_000_00), numberOf(1, 0));
        assertEq(paidOf(numberOf(1, 1)), 560_00, "paid");
        checkAll();
    }

    function test_Correct_OfACorrection() public {
        uint256 first = _settled(800_00);
        uint256 second = _replacement(first, 1_000_00);
        correct(second, claimOf(second), first);
        uint256 third = _replacement(second, 400_00);
        correct(third, claimOf(third), second);
        assertTrue(stands[third] && !stands[second] && !stands[first], "the last stands");
        checkAll();
    }

    function test_Correct_IntoAnotherCoverage() public {
        join(8, PLAN, 0, 0);
        uint256 replaced = _settled(800_00);
        Encoder.Claim memory made = replacing(replaced, 1, claim(8, 9, line(800_00, 800_00, 0)));
        uint256 number = leaveOne(made);
        correct(number, made, replaced);
        assertEq(coverages.coverageYearOf(INSURER, COVERAGE).outOfPocketCents, 0, "given back");
        assertEq(coverages.coverageYearOf(INSURER, 8).outOfPocketCents, 400_00, "taken there");
        checkAll();
    }

    /// @dev A replacement with words of its own before the number that it names.
    function test_Correct_WithManyLines() public {
        uint256 replaced = _settled(800_00);
        Encoder.Claim memory made = replacing(replaced, 1, claim(COVERAGE, 9, line(0, 0, 0)));
        made.lines = new Encoder.Line[](9);
        for (uint256 i = 0; i < 9; ++i) {
            made.lines[i] = line(100_00, 100_00, uint8(i % 4));
        }
        uint256 number = leaveOne(made);
        correct(number, made, replaced);
        assertEq(openingOf(number).more.length, 3, "two words of lines and the number");
        checkAll();
    }

    function test_Correct_Late_PaysInterestOnTheDifference() public {
        uint256 replaced = _settled(800_00);
        uint256 number = _replacement(replaced, 1_000_00);
        wait(73 days);
        correct(number, claimOf(number), replaced);
        // 160.00 for 73 days at 10 %
        assertEq(token.balanceOf(payeeOf(1)), (560_00 + 3_20) * UNITS, "with interest");
    }

    /// @dev docs/commitment.md section 7: interest is what is paid beside the claim's paid amount.
    function test_Correct_JournalTellsTheInterestPaid() public {
        uint256 replaced = _settled(800_00);
        uint256 number = _replacement(replaced, 1_000_00);
        wait(73 days);
        correct(number, claimOf(number), replaced);
        assertEq(interestOf[number], moneyOf[1].interest, "on the difference alone");
    }

    function test_Correct_JournalTellsNoInterestOnALowerAmount() public {
        uint256 replaced = _settled(1_000_00);
        uint256 number = _replacement(replaced, 800_00);
        wait(73 days);
        correct(number, claimOf(number), replaced);
        assertEq(interestOf[number], 0, "none was paid");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      VOIDS
    //////////////////////////////////////////////////////////////////////////*/

    function test_Correct_Void_GivesEverythingBack() public {
        uint256 voided = _settled(800_00);
        uint256 number = leaveOne(voiding(voided, 2));
        correct(number, claimOf(number), voided);
        assertEq(coverages.coverageYearOf(INSURER, COVERAGE).outOfPocketCents, 0, "given back");
        assertEq(coverages.familyYearOf(INSURER, 3).outOfPocketCents, 0, "the family's too");
        assertEq(escrow.recoveryOf(noticed[0]).cents, 400_00, "all of it");
        assertTrue(!clocks.isUndecided(headers[batchOf(number)], 0), "the void is decided");
        checkAll();
    }

    function test_Correct_Void_JournalHasNoLines() public {
        uint256 voided = _settled(800_00);
        Encoder.Claim memory made = voiding(voided, 2);
        uint256 number = leaveOne(made);
        IClaimLedger.Decision memory decision = decisionOf(number, claimOf(number));
        IClaimLedger.Standing memory standing = standingOf(voided);
        bytes32 leaf = Encoder.determinationLeaf(made, 1, time(), new uint256[](0));
        uint256 position = (2 << 148) | (1 << 140) | (uint256(DAY) << 100) | (uint256(COVERAGE) << 36);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ClaimReversed(voided, 1, COVERAGE, 1, 400_00, number, bytes32(0));
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ClaimDetermined(
            number, 1, Encoder.submissionNode(1, 0, 1, leaf), abi.encodePacked(position, Encoder.receiptLeaf(made))
        );
        vm.prank(adjudicator);
        corrections.correct(headers[batchOf(number)], decision, standing);
    }

    function test_Correct_Void_CancelsWhatIsOwed() public {
        vm.prank(treasurer);
        escrow.withdraw(INSURER, treasurer, 100_000_00 * UNITS);
        withdrawn = 100_000_00 * UNITS;
        uint256 voided = _settled(800_00);
        assertEq(escrow.totalOwedOf(INSURER), 400_00, "owed");
        uint256 number = leaveOne(voiding(voided, 2));
        correct(number, claimOf(number), voided);
        assertEq(escrow.totalOwedOf(INSURER), 0, "cancelled");
        assertEq(noticed.length, 0, "nothing to recover");
        checkAll();
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     REFUSED
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_CorrectorNotAdjudicator() public {
        uint256 replaced = _settled(800_00);
        uint256 number = _replacement(replaced, 800_00);
        IClaimLedger.Decision memory decision = decisionOf(number, claimOf(number));
        IClaimLedger.Standing memory standing = standingOf(replaced);
        uint64 role = RoleIds.ofInsurer(INSURER, IOrganizations.Role.Adjudicator);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, role, stranger));
        vm.prank(stranger);
        corrections.correct(headers[batchOf(number)], decision, standing);
    }

    function test_RevertGiven_ClaimReplaced() public {
        uint256 replaced = _settled(800_00);
        uint256 first = _replacement(replaced, 900_00);
        uint256 second = _replacement(replaced, 1_000_00);
        correct(first, claimOf(first), replaced);
        _assertRefused(second, replaced, abi.encodeWithSelector(Errors.ClaimAlreadyReversed.selector, replaced));
    }

    function test_RevertGiven_CorrectionDecided() public {
        uint256 replaced = _settled(800_00);
        uint256 number = _replacement(replaced, 900_00);
        correct(number, claimOf(number), replaced);
        stands[replaced] = true;
        _assertRefused(number, replaced, abi.encodeWithSelector(Errors.ClaimAlreadyReversed.selector, replaced));
    }

    function test_RevertGiven_ReplacedNotDecided() public {
        uint256 replaced = leaveOne(claim(COVERAGE, 1, line(800_00, 800_00, 0)));
        uint256 number = _replacement(replaced, 900_00);
        _assertRefused(number, replaced, abi.encodeWithSelector(Errors.ClaimNotDecided.selector, replaced));
    }

    function test_RevertGiven_ReplacedOfUnsettledBatch() public {
        uint256 replaced = numberOf(post(one(1, one(claim(COVERAGE, 1, line(800_00, 800_00, 0))))), 0);
        uint256 number = _replacement(replaced, 900_00);
        _assertRefused(number, replaced, abi.encodeWithSelector(Errors.ClaimNotDecided.selector, replaced));
    }

    function test_RevertGiven_CorrectionOfUnsettledBatch() public {
        uint256 replaced = _settled(800_00);
        Encoder.Claim memory made = replacing(replaced, 1, claim(COVERAGE, 9, line(800_00, 800_00, 0)));
        uint32 batch = post(one(1, one(made)));
        bytes memory error_ = abi.encodeWithSelector(Errors.BatchNotSettled.selector, INSURER, batch);
        _assertRefused(numberOf(batch, 0), replaced, error_);
    }

    function test_RevertWhen_CorrectingByAnOriginal() public {
        uint256 replaced = _settled(800_00);
        uint256 number = leaveOne(claim(COVERAGE, 9, line(800_00, 800_00, 0)));
        _assertRefused(number, replaced, abi.encodeWithSelector(Errors.CorrectionUnrelated.selector, number));
    }

    function test_RevertWhen_CorrectionNamesAnother() public {
        uint256 replaced = _settled(800_00);
        uint256 other = _settled(700_00);
        uint256 number = _replacement(replaced, 900_00);
        _assertRefused(number, other, abi.encodeWithSelector(Errors.CorrectionUnrelated.selector, number));
    }

    function test_RevertWhen_CorrectingAnothersClaim() public {
        uint256 replaced = settleClaims(2, one(claim(COVERAGE, 1, line(800_00, 800_00, 0))));
        uint256 number = _replacement(replaced, 900_00); // of provider 1
        _assertRefused(number, replaced, abi.encodeWithSelector(Errors.CorrectionUnrelated.selector, number));
    }

    function test_RevertWhen_StandingOfAnotherInsurer() public {
        uint256 replaced = _settled(800_00);
        uint256 foreign = replaced + (1 << 48);
        uint256 number = leaveOne(replacing(foreign, 1, claim(COVERAGE, 9, line(800_00, 800_00, 0))));
        IClaimLedger.Standing memory standing = standingOf(replaced);
        standing.header.insurer = INSURER + 1;
        IClaimLedger.Decision memory decision = decisionOf(number, claimOf(number));
        vm.expectRevert(abi.encodeWithSelector(Errors.CorrectionUnrelated.selector, number));
        vm.prank(adjudicator);
        corrections.correct(headers[batchOf(number)], decision, standing);
    }

    function test_RevertWhen_ReplacedOpenedWrongly() public {
        uint256 replaced = _settled(800_00);
        uint256 number = _replacement(replaced, 900_00);
        IClaimLedger.Standing memory standing = standingOf(replaced);
        standing.opening.results[0] -= 1_00 << 36;
        _assertRefused(number, standing, abi.encodeWithSelector(Errors.PathInvalid.selector, replaced));
    }

    function test_RevertWhen_CorrectionAtAnotherPath() public {
        uint256 replaced = _settled(800_00);
        uint256 number = _replacement(replaced, 900_00);
        IClaimLedger.Decision memory decision = decisionOf(number, claimOf(number));
        decision.path.innerSiblings = Encoder.append(decision.path.innerSiblings, bytes32(0));
        IClaimLedger.Standing memory standing = standingOf(replaced);
        vm.expectRevert(abi.encodeWithSelector(Errors.PathInvalid.selector, number));
        vm.prank(adjudicator);
        corrections.correct(headers[batchOf(number)], decision, standing);
    }

    function test_RevertWhen_VoidAtAnotherPath() public {
        uint256 voided = _settled(800_00);
        uint256 number = leaveOne(voiding(voided, 2));
        IClaimLedger.Decision memory decision = decisionOf(number, claimOf(number));
        decision.path.submissionIndex = 1;
        IClaimLedger.Standing memory standing = standingOf(voided);
        vm.expectRevert(abi.encodeWithSelector(Errors.PathInvalid.selector, number));
        vm.prank(adjudicator);
        corrections.correct(headers[batchOf(number)], decision, standing);
    }

    function test_RevertWhen_VoidHasLines() public {
        uint256 voided = _settled(800_00);
        Encoder.Claim memory made = claim(COVERAGE, 2, line(1_00, 1_00, 0));
        (made.kind, made.replaced) = (2, voided);
        uint256 number = leaveOne(made);
        _assertRefused(number, voided, abi.encodeWithSelector(Errors.CorrectionUnrelated.selector, number));
    }

    function test_RevertWhen_CorrectionWithoutItsNumber() public {
        uint256 replaced = _settled(800_00);
        uint256 number = _replacement(replaced, 900_00);
        IClaimLedger.Decision memory decision = decisionOf(number, claimOf(number));
        decision.claim = slice(decision.claim, 0, 2);
        IClaimLedger.Standing memory standing = standingOf(replaced);
        vm.expectRevert(abi.encodeWithSelector(Errors.EncodingMalformed.selector, 2));
        vm.prank(adjudicator);
        corrections.correct(headers[batchOf(number)], decision, standing);
    }

    function test_RevertWhen_ReplacementAboveItsCharge() public {
        uint256 replaced = _settled(800_00);
        uint256 number = _replacement(replaced, 900_00);
        IClaimLedger.Decision memory decision = decisionOf(number, allowing(number, 2_000_01));
        IClaimLedger.Standing memory standing = standingOf(replaced);
        vm.expectRevert(abi.encodeWithSelector(Errors.AllowedExceedsCharge.selector, 0));
        vm.prank(adjudicator);
        corrections.correct(headers[batchOf(number)], decision, standing);
        assertTrue(!clocks.isReversed(headers[batchOf(replaced)], 0), "the first stands");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _settled(uint40 allowed) private returns (uint256) {
        return settleOne(claim(COVERAGE, allowed, line(2_000_00, allowed, 0)));
    }

    /// @dev Received, and left by its settlement.
    function _replacement(uint256 replaced, uint40 allowed) private returns (uint256) {
        return leaveOne(replacing(replaced, 1, claim(COVERAGE, 1_000_000 + allowed, line(2_000_00, allowed, 0))));
    }

    function _assertRefused(uint256 number, uint256 replaced, bytes memory error_) private {
        _assertRefused(number, standingOf(replaced), error_);
    }

    function _assertRefused(uint256 number, IClaimLedger.Standing memory standing, bytes memory error_) private {
        IClaimLedger.Decision memory decision = decisionOf(number, claimOf(number));
        vm.expectRevert(error_);
        vm.prank(adjudicator);
        corrections.correct(headers[batchOf(number)], decision, standing);
    }
}
