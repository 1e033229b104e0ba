// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {Dice} from "../support/Dice.sol";
import {Encoder} from "../support/Encoder.sol";
import {Reference} from "../support/Reference.sol";
import {Settling} from "../support/Settling.sol";

/// @notice What a settlement determines, commits to and refuses. Denials, limits, families, payments, what is left out and
/// the encodings have files of their own.
contract SettleTest is Settling {
    using Dice for Dice.Cup;

    /*//////////////////////////////////////////////////////////////////////////
                                   DETERMINATION
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Adjudication notes, vector 3, through receipt, settlement, accumulators and payout; every word by hand.
    function test_Settle_VectorThree() public {
        IPlans.Plan memory plan = defaultPlan();
        (plan.deductibleCents, plan.outOfPocketMaxCents) = (100_00, 110_00);
        enrol(7, publish(plan), 0);
        Encoder.Claim memory only = claim(7, 1, line(250_00, 180_00, 0));
        Encoder.Submission[] memory batch = one(1, one(only));
        receiveInOrder(batch);

        uint256 result = (uint256(250_00) << 210) | (uint256(1) << 196) | (uint256(180_00) << 160)
            | (uint256(100_00) << 72) | (uint256(10_00) << 36);
        uint256 position = (uint256(2) << 148) | (uint256(1) << 140) | (uint256(1) << 132) | (uint256(1) << 124)
            | (uint256(DAY) << 100) | (uint256(7) << 36);
        bytes32 receipt = Encoder.receiptLeaf(only);
        bytes32 root = _rootByHand(receipt, result, only.reasonsHash);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.SubmissionSettled(
            INSURER, 1, 1, 0, abi.encodePacked(position, receipt, result, only.reasonsHash)
        );
        vm.expectEmit(address(ledger));
        emit IClaimLedger.BatchSettled(INSURER, 1, root, 1, time());
        settle(1, batch);

        assertEq(coverages.coverageYearOf(INSURER, 7).deductibleCents, 100_00, "deductible");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 110_00, "out of pocket");
        assertEq(token.balanceOf(payeeOf(1)), 70_00 * UNITS, "payout");
    }

    function test_Settle_SeveralClaimsOfOneCoverage() public {
        enrol(7, 0);
        settleClaims(two(claim(7, 1, line(200_00, 200_00, 0)), claim(7, 2, line(200_00, 200_00, 0))));
        // 200 all deductible; then 100 deductible and 20 % of 100.
        assertEq(coverages.coverageYearOf(INSURER, 7).deductibleCents, 300_00, "deductible");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 320_00, "out of pocket");
        assertEq(token.balanceOf(payeeOf(1)), 80_00 * UNITS, "payout");
    }

    /// @dev Vector 3 of the notes once more with all of copay, deductible and coinsurance.
    function test_Settle_AllShares() public {
        enrol(7, 0);
        Reference.Line memory made = settleOne(claim(7, 1, line(500_00, 410_00, 3))).lines[0];
        assertEq(made.charge, 500_00, "charge");
        assertEq(made.allowed, 410_00, "allowed");
        assertEq(made.copay, 10_00, "copay");
        assertEq(made.deductible, 300_00, "deductible");
        assertEq(made.coinsurance, 25_00, "a quarter of 100");
        assertEq(made.paid, 75_00, "paid");
        assertEq(made.units, 1, "units");
    }

    /// @dev Invariant of every determined line, whatever is handed in.
    function testFuzz_Settle_LinesSumToPaid(uint256 seed, uint8 count) public {
        enrol(7, 3);
        Dice.Cup memory cup = Dice.Cup(seed);
        Encoder.Claim memory made = claim(7, 1, line(0, 0, 0));
        made.lines = new Encoder.Line[](bound(count, 1, 20));
        for (uint256 i = 0; i < made.lines.length; ++i) {
            uint40 charge = cup.amount(900_00);
            made.lines[i] = line(charge, cup.amount(charge), cup.once(5) ? 255 : uint8(cup.roll(4)));
        }
        Reference.Determination memory all = settleOne(made);
        uint256 patient = 0;
        for (uint256 i = 0; i < made.lines.length; ++i) {
            Reference.Line memory result = all.lines[i];
            assertEq(result.charge, made.lines[i].charge, "charge as handed in");
            assertEq(result.copay + result.deductible + result.coinsurance + result.paid, result.allowed, "shares");
            assertLe(result.paid, result.allowed, "paid within allowed");
            assertLe(result.allowed, result.charge, "allowed within charge");
            patient += result.allowed - result.paid;
        }
        assertEq(token.balanceOf(payeeOf(1)), all.paid * UNITS, "payout");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, patient, "out of pocket");
        assertEq(coverages.familyYearOf(INSURER, 3).outOfPocketCents, patient, "family out of pocket");
        assertLe(patient, 2_000_00, "out-of-pocket maximum");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                        LINES
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Around the edges of the head, with three lines, and of further words and allowances, with five each.
    function test_Settle_AnyCountOfLines() public {
        enrol(7, 0);
        uint8[11] memory counts = [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 14];
        for (uint256 i = 0; i < counts.length; ++i) {
            Reference.Determination memory made = settleOne(_claimOf(counts[i]));
            assertEq(made.lines.length, counts[i], "lines");
            for (uint256 j = 0; j < counts[i]; ++j) {
                assertEq(made.lines[j].charge, 10_00 + j, "charge");
                assertEq(made.lines[j].units, j + 1, "units");
            }
        }
    }

    function test_Settle_LargestClaim() public {
        enrol(7, 0);
        Encoder.Claim memory made = _claimOf(255);
        assertEq(settleOne(made).lines[254].charge, 10_00 + 254, "the last line");
    }

    /// @dev Every field of a line at its largest.
    function test_Settle_LargestAmounts() public {
        IPlans.Plan memory plan = freePlan();
        enrol(type(uint64).max, publish(plan), type(uint32).max);
        Encoder.Claim memory made = claim(type(uint64).max, 1, line(uint40(NO_LIMIT), uint40(NO_LIMIT), 0));
        made.lines[0].units = (1 << 14) - 1;
        made.lines = _repeated(made.lines[0], 9);
        assertEq(settleOne(made).paid, 9 * NO_LIMIT, "paid");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                        FACTS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Reasons, authorization and evidence stand behind the results, in this order; flag 8 has no word.
    function test_Settle_AnyFacts() public {
        enrol(7, 0);
        for (uint256 flags = 0; flags < 16; ++flags) {
            Encoder.Claim memory made = _claimOf(4);
            made.reasonsHash = flags & 1 == 0 ? bytes32(0) : keccak256("reasons");
            made.authorization = flags & 2 == 0 ? bytes32(0) : keccak256("authorization");
            made.evidence = flags & 4 == 0 ? bytes32(0) : keccak256("evidence");
            made.isFilingExcused = flags & 8 != 0;
            assertEq(settleOne(made).isDecided, true, "decided");
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                        BATCHES
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Submissions of several sizes: positions, nodes and the order of events.
    function test_Settle_SeveralSubmissions() public {
        enrol(7, 0);
        enrol(8, 3);
        enrol(9, 3);
        Encoder.Submission[] memory batch = new Encoder.Submission[](5);
        for (uint32 i = 0; i < 5; ++i) {
            batch[i] = Encoder.Submission({provider: i % PROVIDERS + 1, claims: new Encoder.Claim[](i + 1)});
            for (uint256 j = 0; j <= i; ++j) {
                batch[i].claims[j] = claim(uint64(7 + (i + j) % 3), nextSeed(), line(90_00, 80_00, uint8(j % 4)));
            }
        }
        Reference.Determination[][] memory all = settleAll(batch);
        assertEq(all[4].length, 5, "claims of the last");
    }

    function test_Settle_FullBatch() public {
        enrol(7, 3);
        Encoder.Submission[] memory batch = one(1, new Encoder.Claim[](512));
        for (uint256 i = 0; i < 512; ++i) {
            batch[0].claims[i] = claim(7, i, line(1_00, 1_00, 1));
        }
        settle(receiveInOrder(batch), batch);
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 512_00, "each copay");
    }

    /// @dev A batch of clean claims leaves its seal and no bit.
    function test_Settle_CleanBatchWritesItsSealAlone() public {
        enrol(7, 0);
        Encoder.Submission[] memory batch = one(1, two(_claimOf(2), _claimOf(3)));
        uint32 sequence = receiveInOrder(batch);
        vm.record();
        settle(sequence, batch);
        bytes32[] memory slots = slotsWritten(address(ledger));
        assertEq(slots.length, 1, "one slot");
        assertEq(vm.load(address(ledger), slots[0]), ledger.sealOf(INSURER, sequence), "the seal");
    }

    function test_Settle_BatchesInAnyOrder() public {
        enrol(7, 0);
        Encoder.Submission[] memory first = one(1, one(_claimOf(1)));
        Encoder.Submission[] memory second = one(1, one(_claimOf(2)));
        uint32 sequence = receiveInOrder(first);
        receiveInOrder(second);
        settleReceived(sequence + 1, second);
        settleReceived(sequence, first);
    }

    /// @dev The same ids with another insurer are others.
    function test_Settle_InsurersApart() public {
        enrol(7, 3);
        settleOne(claim(7, 1, line(250_00, 180_00, 0)));
        registerInsurer(2);
        vm.prank(admin);
        plans.publish(2, 2, defaultPlan());
        assertEq(ledger.lastBatchOf(2), 0, "batches");
        bytes memory words = coverages.load(2, _list(7 << 32), _list(3), new uint256[](0));
        assertEq(words, new bytes(64), "neither coverage nor family");
    }

    function test_Settle_AfterThePause() public {
        enrol(7, 0);
        Encoder.Submission[] memory batch = one(1, one(_claimOf(1)));
        uint32 sequence = receiveInOrder(batch);
        _pause(true);
        _pause(false);
        settleReceived(sequence, batch);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  SENDERS AND HEADERS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_CallerNotAdjudicator() public {
        (IClaimLedger.BatchHeader memory header, IClaimLedger.Settlement memory made) = _received();
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(258), gateway));
        vm.prank(gateway);
        ledger.settleBatch(header, made);
    }

    function test_RevertGiven_InsurerPaused() public {
        (IClaimLedger.BatchHeader memory header, IClaimLedger.Settlement memory made) = _received();
        _pause(true);
        _expect(header, made, abi.encodeWithSelector(Errors.InsurerPaused.selector, INSURER));
    }

    function test_RevertGiven_BatchNotReceived() public {
        (IClaimLedger.BatchHeader memory header, IClaimLedger.Settlement memory made) = _received();
        header.batch = 2;
        _expect(header, made, abi.encodeWithSelector(Errors.BatchNotFound.selector, INSURER, 2));
    }

    function test_RevertGiven_BatchOfAnotherInsurer() public {
        (IClaimLedger.BatchHeader memory header, IClaimLedger.Settlement memory made) = _received();
        registerInsurer(2);
        header.insurer = 2;
        _expect(header, made, abi.encodeWithSelector(Errors.BatchNotFound.selector, 2, 1));
    }

    function test_RevertGiven_BatchSettled() public {
        Encoder.Submission[] memory batch = _settledBatch();
        _expect(headers[1], settlement(batch), abi.encodeWithSelector(Errors.BatchAlreadySettled.selector, INSURER, 1));
    }

    /// @dev The header of before the settlement is not the batch's any more.
    function test_RevertGiven_BatchSettledAndHeaderOld() public {
        Encoder.Submission[] memory batch = _settledBatch();
        IClaimLedger.BatchHeader memory old = headerOf(1, batch);
        old.receivedAt = headers[1].receivedAt;
        _expect(old, settlement(batch), abi.encodeWithSelector(Errors.BatchHeaderMismatch.selector, INSURER, 1));
    }

    /// @dev A settled batch cannot be passed off as one that is not.
    function test_RevertGiven_BatchSettledAndHeaderUnsettled() public {
        Encoder.Submission[] memory batch = _settledBatch();
        IClaimLedger.BatchHeader memory header = headers[1];
        header.settledAt = 0;
        _expect(header, settlement(batch), abi.encodeWithSelector(Errors.BatchHeaderMismatch.selector, INSURER, 1));
    }

    function test_RevertWhen_ReceiptTimeMovedInHeader() public {
        (IClaimLedger.BatchHeader memory header, IClaimLedger.Settlement memory made) = _received();
        header.receivedAt -= 1 days;
        _expectHeaderMismatch(header, made);
    }

    function test_RevertWhen_CountsChangedInHeader() public {
        (IClaimLedger.BatchHeader memory header, IClaimLedger.Settlement memory made) = _received();
        ++header.count;
        _expectHeaderMismatch(header, made);
        --header.count;
        ++header.submissionCount;
        _expectHeaderMismatch(header, made);
    }

    function test_RevertWhen_RootChangedInHeader() public {
        (IClaimLedger.BatchHeader memory header, IClaimLedger.Settlement memory made) = _received();
        header.root = bytes32(uint256(header.root) ^ 1);
        _expectHeaderMismatch(header, made);
    }

    function test_RevertWhen_UnsettledBatchHeaderHasSettlementTime() public {
        (IClaimLedger.BatchHeader memory header, IClaimLedger.Settlement memory made) = _received();
        header.settledAt = 1;
        _expectHeaderMismatch(header, made);
    }

    /*//////////////////////////////////////////////////////////////////////////
                              WHAT IS NOT WHAT WAS RECEIVED
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_ChargeChanged() public {
        Encoder.Submission[] memory batch = _receivedBatch();
        batch[0].claims[1].lines[0].charge = 60_00;
        _expectMismatch(batch);
    }

    function test_RevertWhen_UnitsChanged() public {
        Encoder.Submission[] memory batch = _receivedBatch();
        batch[0].claims[1].lines[0].units = 2;
        _expectMismatch(batch);
    }

    function test_RevertWhen_LineChangedBeyondTheHead() public {
        Encoder.Submission[] memory batch = _receivedBatch();
        ++batch[0].claims[0].lines[8].charge;
        _expectMismatch(batch);
    }

    function test_RevertWhen_DayChanged() public {
        Encoder.Submission[] memory batch = _receivedBatch();
        ++batch[0].claims[0].serviceDay;
        _expectMismatch(batch);
    }

    function test_RevertWhen_ContentChanged() public {
        Encoder.Submission[] memory batch = _receivedBatch();
        batch[1].claims[0].contentHash = keccak256("another");
        _expectMismatch(batch);
    }

    function test_RevertWhen_CoverageYearChanged() public {
        Encoder.Submission[] memory batch = _receivedBatch();
        enrol(8, 0);
        batch[1].claims[0].coverageYear = 8;
        _expectMismatch(batch);
    }

    function test_RevertWhen_LineAdded() public {
        Encoder.Submission[] memory batch = _receivedBatch();
        batch[1].claims[0] = withLines(batch[1].claims[0], batch[1].claims[0].lines[0], line(0, 0, 1));
        _expectMismatch(batch);
    }

    function test_RevertWhen_LineDropped() public {
        Encoder.Submission[] memory batch = _receivedBatch();
        batch[0].claims[0].lines = _repeated(batch[0].claims[0].lines[0], 8);
        _expectMismatch(batch);
    }

    function test_RevertWhen_AnotherLeafLeftUndecided() public {
        Encoder.Submission[] memory batch = _receivedBatch();
        batch[1].claims[0].isBare = true;
        batch[1].claims[0].contentHash = keccak256("another");
        _expectMismatch(batch);
    }

    function test_RevertWhen_AnotherProviderIsPaid() public {
        Encoder.Submission[] memory batch = _receivedBatch();
        batch[0].provider = 3;
        _expectMismatch(batch);
    }

    function test_RevertWhen_ClaimsSwapped() public {
        Encoder.Submission[] memory batch = _receivedBatch();
        (batch[0].claims[0], batch[0].claims[1]) = (batch[0].claims[1], batch[0].claims[0]);
        _expectMismatch(batch);
    }

    function test_RevertWhen_SubmissionsSwapped() public {
        Encoder.Submission[] memory batch = _receivedBatch();
        (batch[0], batch[1]) = (batch[1], batch[0]);
        _expectMismatch(batch);
    }

    /// @dev Two submissions of two and one made to one and two: the sizes are part of what was received.
    function test_RevertWhen_ClaimMovedToTheNextSubmission() public {
        Encoder.Submission[] memory batch = _receivedBatch();
        Encoder.Claim memory moved = batch[0].claims[1];
        batch[0].claims = one(batch[0].claims[0]);
        batch[1].claims = two(moved, batch[1].claims[0]);
        _expectMismatch(batch);
    }

    function test_RevertWhen_ClaimDropped() public {
        Encoder.Submission[] memory batch = _receivedBatch();
        batch[0].claims = one(batch[0].claims[0]);
        IClaimLedger.Settlement memory made = settlement(batch);
        bytes memory because = abi.encodeWithSelector(Errors.EncodingMalformed.selector, made.claims.length);
        _expect(headers[1], made, because);
    }

    function test_RevertWhen_ClaimSlippedIn() public {
        Encoder.Submission[] memory batch = _receivedBatch();
        batch[1].claims = two(batch[1].claims[0], batch[1].claims[0]);
        IClaimLedger.Settlement memory made = settlement(batch);
        uint256 second = settlement(one(1, batch[0].claims)).claims.length;
        _expect(headers[1], made, abi.encodeWithSelector(Errors.EncodingMalformed.selector, second));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _rootByHand(bytes32 receipt, uint256 result, bytes32 reasons) private view returns (bytes32) {
        uint256 stamp = (uint256(1) << 80) | (uint256(1) << 72) | (uint256(1) << 64) | time();
        bytes32 chained = _hash(_hash(receipt, bytes32(result)), reasons);
        bytes32 leaf = _hash(keccak256("clearclaim/determination/v2"), _hash(bytes32(stamp), chained));
        uint256 place = (uint256(1) << 32) | 1;
        return _hash(keccak256("clearclaim/submission/v2"), _hash(bytes32(place), leaf));
    }

    function _hash(bytes32 first, bytes32 second) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(first, second));
    }

    /// @dev Lines of 10.00, 10.01 …, of one unit, two …
    function _claimOf(uint256 lineCount) private returns (Encoder.Claim memory made) {
        made = claim(7, nextSeed(), line(0, 0, 0));
        made.lines = new Encoder.Line[](lineCount);
        for (uint16 i = 0; i < lineCount; ++i) {
            made.lines[i] = Encoder.Line({charge: 10_00 + i, units: i + 1, allowed: 9_00 + i, class: 1});
        }
    }

    function _repeated(Encoder.Line memory given, uint256 count) private pure returns (Encoder.Line[] memory lines) {
        lines = new Encoder.Line[](count);
        for (uint256 i = 0; i < count; ++i) {
            lines[i] = given;
        }
    }

    function _list(uint256 only) private pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = only;
    }

    function _pause(bool isPaused) private {
        vm.prank(admin);
        clocks.setPaused(INSURER, isPaused);
    }

    /// @dev Two claims of provider 1, the first of nine lines, and one of provider 2.
    function _receivedBatch() private returns (Encoder.Submission[] memory batch) {
        enrol(7, 0);
        batch = new Encoder.Submission[](2);
        batch[0] = Encoder.Submission(1, two(_claimOf(9), _claimOf(1)));
        batch[1] = Encoder.Submission(2, one(_claimOf(1)));
        receiveInOrder(batch);
    }

    function _received() private returns (IClaimLedger.BatchHeader memory header, IClaimLedger.Settlement memory made) {
        Encoder.Submission[] memory batch = _receivedBatch();
        return (headers[1], settlement(batch));
    }

    function _settledBatch() private returns (Encoder.Submission[] memory batch) {
        batch = _receivedBatch();
        settleReceived(1, batch);
    }

    /// @dev The root of what is handed in is not that of the receipt.
    function _expectMismatch(Encoder.Submission[] memory batch) private {
        bytes memory because =
            abi.encodeWithSelector(Errors.ReceiptRootMismatch.selector, headers[1].root, receiptRoot(batch));
        _expect(headers[1], settlement(batch), because);
    }

    function _expectHeaderMismatch(IClaimLedger.BatchHeader memory header, IClaimLedger.Settlement memory made)
        private
    {
        _expect(header, made, abi.encodeWithSelector(Errors.BatchHeaderMismatch.selector, INSURER, 1));
    }

    function _expect(IClaimLedger.BatchHeader memory header, IClaimLedger.Settlement memory made, bytes memory because)
        private
    {
        vm.expectRevert(because);
        vm.prank(adjudicator);
        ledger.settleBatch(header, made);
    }
}
