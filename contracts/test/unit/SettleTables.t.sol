// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {ICoverages} from "../../src/interfaces/ICoverages.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {Dice} from "../support/Dice.sol";
import {Encoder} from "../support/Encoder.sol";
import {Settling} from "../support/Settling.sol";

/// @notice The lists of docs/commitment.md section 6, cut, stretched, out of order and with what does not belong together.
contract SettleTablesTest is Settling {
    using Dice for Dice.Cup;

    uint256 private constant NONE = 0xffff;

    uint32 private extendedPlan;

    function setUp() public override {
        super.setUp();
        extendedPlan = publish(limitedPlan(extendedLimit(IPlans.LimitKind.Visits, IPlans.LimitPeriod.Lifetime, 9, 0)));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                        CLAIMS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_NothingHandedIn() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims = new uint256[](0);
        _expectMalformed(made, 0);
    }

    function test_RevertWhen_ClaimsGoOn() public {
        IClaimLedger.Settlement memory made = _received();
        uint256 end = made.claims.length;
        made.claims = Encoder.append(made.claims, 0);
        _expectMalformed(made, end);
    }

    /// @dev Cut anywhere: never a bare revert, never a settlement.
    function testFuzz_RevertWhen_ClaimsEndEarly(uint256 length) public {
        IClaimLedger.Settlement memory made = _receivedLong();
        made.claims = cut(made.claims, bound(length, 0, made.claims.length - 1));
        _expectSelector(made, Errors.EncodingMalformed.selector);
    }

    /// @dev Any bit of what was received changed, where it was: refused, whatever the claim becomes by it.
    function testFuzz_RevertWhen_WordChanged(uint256 seed) public {
        Dice.Cup memory cup = Dice.Cup(seed);
        IClaimLedger.Settlement memory made = _receivedLong();
        // Of a submission's head provider and count, of a claim head and content, of the first the further charges.
        uint256 position = [uint256(0), 1, 2, 3, 4, 9, 10, 13, 14, 15][cup.roll(10)];
        uint256 bit = cup.roll(256);
        if (position == 0 || position == 13) bit = cup.between(16, 63);
        if (position == 14) bit = cup.between(246, 247); // of a bare head only the kind counts
        made.claims[position] ^= 1 << bit;
        vm.expectRevert();
        vm.prank(adjudicator);
        ledger.settleBatch(headers[1], made);
    }

    function test_RevertWhen_SubmissionWithoutClaims() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims[0] &= ~(uint256(0xffff) << 16);
        _expectMalformed(made, 0);
    }

    function test_RevertWhen_SubmissionHasMoreClaimsThanTheBatch() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims[0] += 1 << 16;
        _expectMalformed(made, 0);
    }

    /// @dev As few words as a claim could have are not there.
    function test_RevertWhen_LastClaimIsOneWord() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims = cut(made.claims, 2);
        _expectMalformed(made, 1);
    }

    function test_RevertWhen_CoveragePositionOutsideTable() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims[1] |= 1 << 150;
        _expectSelector(made, Errors.EncodingMalformed.selector);
    }

    function test_RevertWhen_CoveragePositionFarOutsideTable() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims[1] |= uint256(type(uint64).max) << 150;
        _expectSelector(made, Errors.EncodingMalformed.selector);
    }

    function test_RevertWhen_CoverageTableEmpty() public {
        IClaimLedger.Settlement memory made = _received();
        made.coverages = new uint256[](0);
        _expectSelector(made, Errors.EncodingMalformed.selector);
    }

    /// @dev There are five flags.
    function test_RevertWhen_FlagUnknown() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims[3] |= 1 << 253;
        _expectMalformed(made, 3);
    }

    /// @dev Also with one that there is.
    function test_RevertWhen_FlagUnknownBesidePriorPayers() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims[3] |= 3 << 252;
        _expectMalformed(made, 3);
    }

    /// @dev Prior payers have a word a line.
    function test_RevertWhen_PriorPayersAreNotThere() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims[3] |= 1 << 252;
        _expectSelector(made, Errors.EncodingMalformed.selector);
    }

    /// @dev Flags that announce facts which are not there take the next words for them.
    function test_RevertWhen_FactsAreNotThere() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims[3] |= 2 << 248;
        _expectSelector(made, Errors.EncodingMalformed.selector);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       JOURNALS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_JournalTooShort() public {
        IClaimLedger.Settlement memory made = _received();
        --made.claims[0];
        _expectSelector(made, Errors.EncodingMalformed.selector);
    }

    function test_RevertWhen_JournalWithoutWords() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims[0] &= ~uint256(0xffff);
        _expectSelector(made, Errors.EncodingMalformed.selector);
    }

    function test_RevertWhen_JournalTooShortForABareClaim() public {
        enrol(7, 0);
        Encoder.Submission[] memory batch = one(1, one(_claim(7)));
        receiveInOrder(batch);
        batch[0].claims[0].isBare = true;
        IClaimLedger.Settlement memory made = settlement(batch);
        made.claims[0] = (made.claims[0] & ~uint256(0xffff)) | 1;
        _expectSelector(made, Errors.EncodingMalformed.selector);
    }

    /// @dev Where claims are left out the journal is shorter than its room; the event ends with its last word.
    function test_Settle_JournalShorterThanItsRoom() public {
        enrol(7, 0);
        Encoder.Submission[] memory batch = one(1, one(_claim(7)));
        uint32 sequence = receiveInOrder(batch);
        IClaimLedger.Settlement memory made = settlement(batch);
        made.claims[0] |= 0xffff;
        Expected memory wanted = expected(sequence, batch);
        expectPayments(wanted);
        vm.recordLogs();
        vm.prank(adjudicator);
        ledger.settleBatch(headers[sequence], made);
        check(wanted, batch);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                        TABLES
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_CoverageNamedTwice() public {
        IClaimLedger.Settlement memory made = _received();
        made.coverages = Encoder.append(made.coverages, made.coverages[0]);
        _expect(made, abi.encodeWithSelector(Errors.TableNotAscending.selector, 1));
    }

    function test_RevertWhen_CoveragesOutOfOrder() public {
        IClaimLedger.Settlement memory made = _received();
        made.coverages = Encoder.append(made.coverages, (uint256(6) << 32) | (NONE << 16) | NONE);
        _expect(made, abi.encodeWithSelector(Errors.TableNotAscending.selector, 1));
    }

    function test_RevertWhen_FamilyNamedTwice() public {
        IClaimLedger.Settlement memory made = _receivedWithFamily();
        made.families = Encoder.append(made.families, made.families[0]);
        _expect(made, abi.encodeWithSelector(Errors.TableNotAscending.selector, 1));
    }

    function test_RevertWhen_ExtensionNamedTwice() public {
        IClaimLedger.Settlement memory made = _receivedWithExtension();
        made.extensions = Encoder.append(made.extensions, made.extensions[0]);
        _expect(made, abi.encodeWithSelector(Errors.TableNotAscending.selector, 1));
    }

    /// @dev Entries that nothing names load and post what they hold: nothing moves, and no bit of theirs is lost.
    function test_Settle_UnusedEntriesMoveNothing() public {
        enrol(8, extendedPlan, 4, 901);
        settleOne(claim(8, nextSeed(), line(10_00, 10_00, 0)));
        IClaimLedger.Settlement memory made = _received();
        made.coverages = Encoder.append(made.coverages, (uint256(8) << 32) | (NONE << 16) | NONE);
        made.coverages = Encoder.append(made.coverages, (uint256(9) << 32) | (NONE << 16) | NONE);
        made.families = Encoder.append(made.families, 4);
        made.extensions = Encoder.append(made.extensions, 901);
        bytes memory before = _stateOf(8, 4, 901);
        vm.prank(adjudicator);
        ledger.settleBatch(headers[2], made);
        assertEq(_stateOf(8, 4, 901), before, "as it was");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 25_00, "the other is posted");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       FAMILIES
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_FamilyLeftOutOfTable() public {
        IClaimLedger.Settlement memory made = _receivedWithFamily();
        made.coverages[0] |= NONE;
        _expect(made, abi.encodeWithSelector(Errors.FamilyMismatch.selector, 7));
    }

    function test_RevertWhen_AnotherFamilyInTable() public {
        IClaimLedger.Settlement memory made = _receivedWithFamily();
        enrol(8, 4);
        made.families[0] = 4;
        _expect(made, abi.encodeWithSelector(Errors.FamilyMismatch.selector, 7));
    }

    function test_RevertWhen_FamilyPositionOutsideTable() public {
        IClaimLedger.Settlement memory made = _receivedWithFamily();
        made.families = new uint256[](0);
        _expect(made, abi.encodeWithSelector(Errors.FamilyMismatch.selector, 7));
    }

    function test_RevertWhen_FamilyUnknown() public {
        IClaimLedger.Settlement memory made = _receivedWithFamily();
        made.families[0] = 99;
        _expect(made, abi.encodeWithSelector(Errors.FamilyMismatch.selector, 7));
    }

    function test_RevertWhen_FamilyGivenToCoverageWithout() public {
        IClaimLedger.Settlement memory made = _received();
        enrol(8, 4);
        made.coverages[0] &= ~NONE;
        made.families = Encoder.append(made.families, 4);
        _expect(made, abi.encodeWithSelector(Errors.FamilyMismatch.selector, 7));
    }

    /// @dev An unknown family's word is zero, as is the family of a coverage without: they are not the same.
    function test_RevertWhen_UnknownFamilyGivenToCoverageWithout() public {
        IClaimLedger.Settlement memory made = _received();
        made.coverages[0] &= ~NONE;
        made.families = Encoder.append(made.families, 99);
        _expect(made, abi.encodeWithSelector(Errors.FamilyMismatch.selector, 7));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      EXTENSIONS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_ExtensionLeftOutOfTable() public {
        IClaimLedger.Settlement memory made = _receivedWithExtension();
        made.coverages[0] |= NONE << 16;
        _expect(made, abi.encodeWithSelector(Errors.ExtensionMismatch.selector, 7));
    }

    function test_RevertWhen_AnotherExtensionInTable() public {
        IClaimLedger.Settlement memory made = _receivedWithExtension();
        enrol(8, extendedPlan, 0, 901);
        made.extensions[0] = 901;
        _expect(made, abi.encodeWithSelector(Errors.ExtensionMismatch.selector, 7));
    }

    function test_RevertWhen_ExtensionPositionOutsideTable() public {
        IClaimLedger.Settlement memory made = _receivedWithExtension();
        made.extensions = new uint256[](0);
        _expect(made, abi.encodeWithSelector(Errors.ExtensionMismatch.selector, 7));
    }

    function test_RevertWhen_ExtensionUnknown() public {
        IClaimLedger.Settlement memory made = _receivedWithExtension();
        made.extensions[0] = 999;
        _expect(made, abi.encodeWithSelector(Errors.ExtensionMismatch.selector, 7));
    }

    /// @dev Its id would be taken for counters.
    function test_RevertWhen_ExtensionGivenToCoverageWithout() public {
        IClaimLedger.Settlement memory made = _received();
        enrol(8, extendedPlan, 0, 901);
        made.coverages[0] &= ~(NONE << 16);
        made.extensions = Encoder.append(made.extensions, 901);
        _expect(made, abi.encodeWithSelector(Errors.ExtensionMismatch.selector, 7));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev A submission head, then head, content, allowances and reasons of a claim.
    function _received() private returns (IClaimLedger.Settlement memory) {
        enrol(7, 0);
        return _receiveOne();
    }

    function _receivedWithFamily() private returns (IClaimLedger.Settlement memory) {
        enrol(7, 3);
        return _receiveOne();
    }

    function _receivedWithExtension() private returns (IClaimLedger.Settlement memory) {
        enrol(7, extendedPlan, 0, 900);
        return _receiveOne();
    }

    function _receiveOne() private returns (IClaimLedger.Settlement memory) {
        Encoder.Submission[] memory batch = one(1, one(_claim(7)));
        receiveInOrder(batch);
        return settlement(batch);
    }

    /// @dev Words 0: submission. 1 to 8: head, content, two further charges, two allowances, two facts. 9 to 12: head,
    /// content, allowances, reasons. 13: submission. 14 and 15: head and leaf left undecided.
    function _receivedLong() private returns (IClaimLedger.Settlement memory made) {
        enrol(7, 3);
        enrol(8, extendedPlan, 3, 900);
        Encoder.Submission[] memory batch = new Encoder.Submission[](2);
        Encoder.Claim memory long = _claim(7);
        long.lines = new Encoder.Line[](9);
        long.evidence = keccak256("evidence");
        batch[0] = Encoder.Submission(1, two(long, claim(8, 2, line(50_00, 40_00, 0))));
        batch[1] = Encoder.Submission(2, one(claim(7, 3, line(50_00, 40_00, 0))));
        receiveInOrder(batch);
        batch[1].claims[0].isBare = true;
        made = settlement(batch);
        assertEq(made.claims.length, 16, "words");
    }

    function _claim(uint64 coverageYear) private returns (Encoder.Claim memory) {
        return claim(coverageYear, nextSeed(), line(50_00, 50_00, extensionOf[coverageYear] == 0 ? 1 : 0));
    }

    function _stateOf(uint64 coverageYear, uint32 family, uint64 extension) private view returns (bytes memory) {
        ICoverages.CoverageYear memory year = coverages.coverageYearOf(INSURER, coverageYear);
        ICoverages.FamilyYear memory familyYear = coverages.familyYearOf(INSURER, family);
        return abi.encode(year, familyYear, coverages.extensionOf(INSURER, extension));
    }

    function _expectMalformed(IClaimLedger.Settlement memory made, uint256 offset) private {
        _expect(made, abi.encodeWithSelector(Errors.EncodingMalformed.selector, offset));
    }

    function _expect(IClaimLedger.Settlement memory made, bytes memory because) private {
        vm.expectRevert(because);
        vm.prank(adjudicator);
        ledger.settleBatch(headers[1], made);
    }

    function _expectSelector(IClaimLedger.Settlement memory made, bytes4 selector) private {
        vm.prank(adjudicator);
        try ledger.settleBatch(headers[1], made) {
            revert NotTrue("must revert");
        } catch (bytes memory data) {
            assertEq(bytes32(bytes4(data)), bytes32(selector), "selector");
        }
    }
}
