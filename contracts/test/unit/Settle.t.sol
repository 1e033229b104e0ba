// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {ICoverages} from "../../src/interfaces/ICoverages.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {Encoder} from "../support/Encoder.sol";
import {Fixture} from "../support/Fixture.sol";
import {Vm} from "../support/Vm.sol";

contract SettleTest is Fixture {
    bytes32 private constant DETERMINED =
        keccak256("ClaimDetermined(uint256,uint32,uint64,uint24,bytes32,bytes32,bytes)");
    bytes32 private constant LEFT_OUT = keccak256("ClaimLeftOut(uint256,bytes4)");

    function setUp() public override {
        super.setUp();
        registerProviders(3);
        fund(1_000_000_00);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                   DETERMINATION
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Adjudication notes, vector 3, through receipt, settlement, accumulators and payout.
    function test_Settle_VectorThree() public {
        IPlans.Plan memory plan = defaultPlan();
        (plan.deductibleCents, plan.outOfPocketMaxCents) = (100_00, 110_00);
        enrol(7, publish(plan), 0);
        Encoder.Submission[] memory batch = one(1, one(claim(7, 1, line(250_00, 180_00, 0))));
        receiveBatch(batch);

        bytes memory result = abi.encodePacked(
            uint40(250_00), uint40(180_00), uint8(0), uint40(0), uint40(100_00), uint40(10_00), uint40(70_00)
        );
        Encoder.Claim memory only = batch[0].claims[0];
        bytes32 leaf = Encoder.receiptLeaf(only);
        bytes32 root = Encoder.submissionNode(1, 0, 1, Encoder.determinationLeaf(only, result));
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ClaimDetermined(numberOf(1, 0), 1, 7, DAY, leaf, only.reasonsHash, result);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.BatchSettled(INSURER, 1, root, 1);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutReleased(INSURER, 1, 1, payeeOf(1), 70_00, 70_00 * UNITS);
        settle(1, batch);

        assertEq(ledger.batchOf(INSURER, 1).root, root, "determination root");
        assertEq(ledger.batchOf(INSURER, 1).isSettled, true, "settled");
        assertEq(ledger.isDecided(INSURER, 1, 0), true, "decided");
        assertEq(ledger.isDecided(INSURER, 1, 1), false, "no such claim");
        assertEq(coverages.coverageYearOf(INSURER, 7).deductibleCents, 100_00, "deductible");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 110_00, "out of pocket");
        assertEq(token.balanceOf(payeeOf(1)), 70_00 * UNITS, "payout");
    }

    /// @dev Adjudication notes, vector 9, in either order, in one batch and in two: always 500.
    function testFuzz_Settle_FamilyDeductibleSumsTo500(bool isSwapped, bool isOneBatch) public {
        enrol(7, 3);
        enrol(8, 3);
        (uint64 first, uint64 second) = isSwapped ? (uint64(8), uint64(7)) : (uint64(7), uint64(8));
        Encoder.Claim memory a = claim(first, 1, line(400_00, 400_00, 0));
        Encoder.Claim memory b = claim(second, 2, line(400_00, 400_00, 0));
        if (isOneBatch) {
            receiveAndSettle(one(1, two(a, b)));
        } else {
            receiveAndSettle(one(1, one(a)));
            receiveAndSettle(one(1, one(b)));
        }
        assertEq(coverages.coverageYearOf(INSURER, first).deductibleCents, 300_00, "whoever is first");
        assertEq(coverages.coverageYearOf(INSURER, second).deductibleCents, 200_00, "the other");
        assertEq(coverages.familyYearOf(INSURER, 3).deductibleCents, 500_00, "family");
    }

    function test_Settle_SeveralClaimsOfOneCoverage() public {
        enrol(7, 0);
        Encoder.Claim[] memory claims = two(claim(7, 1, line(200_00, 200_00, 0)), claim(7, 2, line(200_00, 200_00, 0)));
        receiveAndSettle(one(1, claims));
        // 200 all deductible; then 100 deductible and 20 % of 100.
        assertEq(coverages.coverageYearOf(INSURER, 7).deductibleCents, 300_00, "deductible");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 320_00, "out of pocket");
        assertEq(token.balanceOf(payeeOf(1)), 80_00 * UNITS, "payout");
    }

    function test_Settle_NotCoveredClassKeepsItsNumber() public {
        enrol(7, 0);
        Result memory result = _settleOne(claim(7, 1, line(100_00, 90_00, 2)));
        assertEq(result.class, 2, "class");
        assertEq(result.charge, 100_00, "charge");
        assertEq(result.allowed + result.copay + result.deductible + result.coinsurance + result.paid, 0, "nothing");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 0, "out of pocket");
    }

    function test_Settle_DeniedByRulePaysNothing() public {
        enrol(7, 0);
        Result memory result = _settleOne(claim(7, 1, line(100_00, 90_00, 255)));
        assertEq(result.class, 255, "class");
        assertEq(result.allowed + result.paid, 0, "nothing");
        assertEq(token.balanceOf(payeeOf(1)), 0, "payout");
    }

    function test_Settle_LastDayOfSpan() public {
        enrol(7, 0);
        Encoder.Claim memory made = claim(7, 1, line(100_00, 90_00, 1));
        made.serviceDay = END_DAY - 1;
        assertEq(_settleOne(made).class, 1, "covered");
    }

    function test_Settle_DayAfterSpanDeniesEveryLine() public {
        enrol(7, 0);
        Encoder.Claim memory made = claim(7, 1, line(100_00, 90_00, 1));
        made.serviceDay = END_DAY;
        Result memory result = _settleOne(made);
        assertEq(result.class, 255, "class");
        assertEq(result.allowed + result.paid, 0, "nothing");
        assertEq(ledger.isDecided(INSURER, 1, 0), true, "decided all the same");
    }

    function test_Settle_DayBeforeSpanDeniesEveryLine() public {
        enrol(7, 0);
        Encoder.Claim memory made = claim(7, 1, line(100_00, 200_00, 77));
        made.serviceDay = START_DAY - 1;
        assertEq(_settleOne(made).class, 255, "denied, whatever else is wrong with it");
    }

    /// @dev Invariant of every determined line, whatever is handed in.
    function testFuzz_Settle_LinesSumToPaid(uint256 seed, uint8 count) public {
        enrol(7, 3);
        Encoder.Claim memory made = claim(7, 1, line(0, 0, 0));
        made.lines = new Encoder.Line[](bound(count, 1, 20));
        for (uint256 i = 0; i < made.lines.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint40 charge = uint40(bound(seed >> 8, 0, 900_00));
            made.lines[i] = line(charge, uint40(bound(seed >> 80, 0, charge)), seed % 5 == 4 ? 255 : uint8(seed % 5));
        }
        bytes memory encoded = _settleEncoded(made);
        uint256 paid = 0;
        uint256 patient = 0;
        for (uint256 i = 0; i < made.lines.length; ++i) {
            Result memory result = resultAt(encoded, i);
            assertEq(result.charge, made.lines[i].charge, "charge as handed in");
            assertEq(result.copay + result.deductible + result.coinsurance + result.paid, result.allowed, "shares");
            assertLe(result.paid, result.allowed, "paid within allowed");
            assertLe(result.allowed, result.charge, "allowed within charge");
            paid += result.paid;
            patient += result.allowed - result.paid;
        }
        assertEq(encoded.length, made.lines.length * 31, "length");
        assertEq(token.balanceOf(payeeOf(1)), paid * UNITS, "payout");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, patient, "out of pocket");
        assertEq(coverages.familyYearOf(INSURER, 3).outOfPocketCents, patient, "family out of pocket");
        assertLe(patient, 2_000_00, "out-of-pocket maximum");
    }

    /// @dev The estimate and the real claim agree to the cent.
    function testFuzz_Settle_EqualsEstimate(uint256 seed, bool hasFamily) public {
        enrol(7, hasFamily ? 3 : 0);
        Encoder.Claim memory made = claim(7, 1, line(0, 0, 0));
        made.lines = new Encoder.Line[](3);
        for (uint256 i = 0; i < 3; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint40 charge = uint40(bound(seed, 0, 2_000_00));
            made.lines[i] = line(charge, charge / 2, uint8((seed >> 128) % 4));
        }
        bytes memory estimated = ledger.estimate(INSURER, 7, DAY, Encoder.lineBytes(made.lines));
        assertEq(_settleEncoded(made), estimated, "result");
    }

    function test_Settle_TwoPlansInOneBatch() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.classes[0].coinsuranceBps = 5000;
        plan.deductibleCents = 0;
        enrol(6, PLAN, 0);
        enrol(7, publish(plan), 0);
        enrol(8, PLAN, 0);
        Encoder.Submission[] memory batch = new Encoder.Submission[](3);
        batch[0] = Encoder.Submission(1, one(claim(6, 1, line(400_00, 400_00, 0))));
        batch[1] = Encoder.Submission(2, one(claim(7, 2, line(400_00, 400_00, 0))));
        batch[2] = Encoder.Submission(3, one(claim(8, 3, line(400_00, 400_00, 0))));
        receiveAndSettle(batch);
        assertEq(token.balanceOf(payeeOf(1)), 80_00 * UNITS, "first plan");
        assertEq(token.balanceOf(payeeOf(2)), 200_00 * UNITS, "second plan");
        assertEq(token.balanceOf(payeeOf(3)), 80_00 * UNITS, "first plan again");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     PAYOUTS
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_OneTransferAProvider() public {
        enrol(7, 0);
        Encoder.Submission[] memory batch = new Encoder.Submission[](3);
        batch[0] = Encoder.Submission(1, one(claim(7, 1, line(50_00, 50_00, 1))));
        batch[1] = Encoder.Submission(2, one(claim(7, 2, line(60_00, 60_00, 1))));
        batch[2] = Encoder.Submission(1, one(claim(7, 3, line(70_00, 70_00, 1))));
        IClaimLedger.Submission[] memory made = signedAll(batch);
        made[2].sequence = 2;
        made[2].signature = sign(made[2], 1);
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, 1, made);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutReleased(INSURER, 1, 1, payeeOf(1), 70_00, 70_00 * UNITS);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutReleased(INSURER, 1, 2, payeeOf(2), 35_00, 35_00 * UNITS);
        settle(1, batch);
        assertEq(token.balanceOf(payeeOf(1)), 70_00 * UNITS, "25 and 45");
    }

    function test_Settle_UnfundedIsOwed() public {
        vm.prank(treasurer);
        escrow.withdraw(INSURER, treasurer, 1_000_000_00 * UNITS);
        enrol(7, 0);
        receiveAndSettle(one(1, one(claim(7, 1, line(50_00, 50_00, 1)))));
        assertEq(escrow.owedOf(INSURER, 1), 25_00, "owed");
        assertEq(ledger.isDecided(INSURER, 1, 0), true, "decided");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     LEFT OUT
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_BareLeafStaysUndecided() public {
        enrol(7, 0);
        Encoder.Submission[] memory batch = _badAndGood(claim(7, 1, line(50_00, 50_00, 1)));
        receiveBatch(batch);
        batch[0].claims[0].isBare = true;
        settle(1, batch);
        assertEq(ledger.isDecided(INSURER, 1, 0), false, "bare");
        assertEq(ledger.isDecided(INSURER, 1, 1), true, "whole");
        bytes32[] memory leaves = new bytes32[](2);
        leaves[0] = Encoder.receiptLeaf(batch[0].claims[0]);
        leaves[1] = Encoder.determinationLeaf(batch[0].claims[1], _goodResult());
        bytes32 root = Encoder.submissionNode(1, 0, 2, Encoder.rootOf(leaves));
        assertEq(ledger.batchOf(INSURER, 1).root, root, "bare leaves stand unchanged in the determination root");
    }

    function test_Settle_BadClaimLeftOut() public {
        enrol(7, 0);
        _expectLeftOut(claim(7, 1, line(50_00, 50_01, 1)), Errors.AllowedExceedsCharge.selector);
        assertEq(token.balanceOf(payeeOf(1)), 25_00 * UNITS, "the rest is paid");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 25_00, "and posted");
    }

    function test_Settle_UnknownCoverageLeftOut() public {
        enrol(7, 0);
        _expectLeftOut(claim(9, 1, line(50_00, 50_00, 1)), Errors.CoverageYearNotFound.selector);
    }

    function test_Settle_UnknownClassLeftOut() public {
        enrol(7, 0);
        _expectLeftOut(claim(7, 1, line(50_00, 50_00, 4)), Errors.ClassUnknown.selector);
    }

    function test_Settle_ClaimWithoutLinesLeftOut() public {
        enrol(7, 0);
        Encoder.Claim memory bad = claim(7, 1, line(0, 0, 0));
        bad.lines = new Encoder.Line[](0);
        _expectLeftOut(bad, Errors.ClaimWithoutLines.selector);
    }

    /// @dev A fault on a later line takes back what the earlier ones would have posted and paid.
    function test_Settle_FaultOnLastLineLeavesNoTrace() public {
        enrol(7, 0);
        Encoder.Claim memory bad = claim(7, 1, line(0, 0, 0));
        bad.lines = new Encoder.Line[](2);
        bad.lines[0] = line(100_00, 100_00, 1);
        bad.lines[1] = line(100_00, 100_00, 9);
        _expectLeftOut(bad, Errors.ClassUnknown.selector);
        assertEq(token.balanceOf(payeeOf(1)), 25_00 * UNITS, "only the good one");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 25_00, "only the good one");
    }

    function test_Settle_LeavesOutAcrossBitmapWords() public {
        enrol(7, 0);
        Encoder.Submission[] memory batch = one(1, new Encoder.Claim[](512));
        for (uint256 i = 0; i < 512; ++i) {
            batch[0].claims[i] = claim(7, i, line(1_00, i % 255 == 1 ? 1_01 : 1_00, 1));
        }
        receiveAndSettle(batch);
        for (uint16 i = 0; i < 512; ++i) {
            assertEq(ledger.isDecided(INSURER, 1, i), i % 255 != 1, "decided");
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     REVERTS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_CallerNotAdjudicator() public {
        IClaimLedger.Settlement memory made = _received();
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(258), gateway));
        vm.prank(gateway);
        ledger.settleBatch(made);
    }

    function test_RevertGiven_BatchNotReceived() public {
        IClaimLedger.Settlement memory made = _received();
        made.sequence = 2;
        _expect(made, abi.encodeWithSelector(Errors.BatchNotFound.selector, INSURER, 2));
    }

    function test_RevertGiven_BatchSettled() public {
        IClaimLedger.Settlement memory made = _received();
        vm.prank(adjudicator);
        ledger.settleBatch(made);
        _expect(made, abi.encodeWithSelector(Errors.BatchAlreadySettled.selector, INSURER, 1));
    }

    function test_RevertWhen_ChargeChanged() public {
        enrol(7, 0);
        Encoder.Submission[] memory batch = one(1, one(claim(7, 1, line(50_00, 50_00, 1))));
        receiveBatch(batch);
        bytes32 expected = receiptRoot(batch);
        batch[0].claims[0].lines[0].charge = 60_00;
        _expect(
            settlement(1, batch),
            abi.encodeWithSelector(Errors.ReceiptRootMismatch.selector, expected, receiptRoot(batch))
        );
    }

    function test_RevertWhen_DayChanged() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims[6 + 37] ^= 0x01;
        _expectSelector(made, Errors.ReceiptRootMismatch.selector);
    }

    function test_RevertWhen_ClaimDropped() public {
        enrol(7, 0);
        Encoder.Submission[] memory batch =
            one(1, two(claim(7, 1, line(50_00, 50_00, 1)), claim(7, 2, line(50_00, 50_00, 1))));
        receiveBatch(batch);
        batch[0].claims = one(batch[0].claims[0]);
        _expectSelector(settlement(1, batch), Errors.EncodingMalformed.selector);
    }

    function test_RevertWhen_ClaimSlippedIn() public {
        enrol(7, 0);
        Encoder.Submission[] memory batch = one(1, one(claim(7, 1, line(50_00, 50_00, 1))));
        receiveBatch(batch);
        batch[0].claims = two(batch[0].claims[0], batch[0].claims[0]);
        _expect(settlement(1, batch), abi.encodeWithSelector(Errors.EncodingMalformed.selector, 0));
    }

    function test_RevertWhen_AnotherProviderIsPaid() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims[3] = 0x02;
        _expectSelector(made, Errors.ReceiptRootMismatch.selector);
    }

    function test_RevertWhen_SubmissionsSwapped() public {
        enrol(7, 0);
        Encoder.Submission[] memory batch = new Encoder.Submission[](2);
        batch[0] = Encoder.Submission(1, one(claim(7, 1, line(50_00, 50_00, 1))));
        batch[1] = Encoder.Submission(2, one(claim(7, 2, line(60_00, 60_00, 1))));
        receiveBatch(batch);
        (batch[0], batch[1]) = (batch[1], batch[0]);
        _expectSelector(settlement(1, batch), Errors.ReceiptRootMismatch.selector);
    }

    function test_RevertWhen_SubmissionWithoutClaims() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims[5] = 0x00;
        _expect(made, abi.encodeWithSelector(Errors.EncodingMalformed.selector, 0));
    }

    function test_RevertWhen_MarkUnknown() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims[6] = 0x02;
        _expect(made, abi.encodeWithSelector(Errors.EncodingMalformed.selector, 6));
    }

    function test_RevertWhen_ClaimsGoOn() public {
        IClaimLedger.Settlement memory made = _received();
        uint256 end = made.claims.length;
        made.claims = bytes.concat(made.claims, hex"00");
        _expect(made, abi.encodeWithSelector(Errors.EncodingMalformed.selector, end));
    }

    /// @dev Cut anywhere: never a bare revert, never a settlement.
    function testFuzz_RevertWhen_ClaimsEndEarly(uint256 length) public {
        IClaimLedger.Settlement memory made = _received();
        made.claims = _cut(made.claims, bound(length, 0, made.claims.length - 1));
        _expectSelector(made, Errors.EncodingMalformed.selector);
    }

    function test_RevertWhen_CoveragePositionOutsideTable() public {
        IClaimLedger.Settlement memory made = _received();
        made.claims[6 + 34] = 0x05;
        _expectSelector(made, Errors.EncodingMalformed.selector);
    }

    function test_RevertWhen_CoverageTableNotAscending() public {
        IClaimLedger.Settlement memory made = _received();
        made.coverages = bytes.concat(made.coverages, made.coverages);
        _expect(made, abi.encodeWithSelector(Errors.TableNotAscending.selector, 1));
    }

    function test_RevertWhen_FamilyLeftOutOfTable() public {
        IClaimLedger.Settlement memory made = _receivedWithFamily();
        made.coverages = abi.encodePacked(uint64(7), uint16(0xffff));
        _expect(made, abi.encodeWithSelector(Errors.FamilyMismatch.selector, 7));
    }

    function test_RevertWhen_AnotherFamilyInTable() public {
        IClaimLedger.Settlement memory made = _receivedWithFamily();
        enrol(8, 4);
        made.families = abi.encodePacked(uint32(4));
        _expect(made, abi.encodeWithSelector(Errors.FamilyMismatch.selector, 7));
    }

    function test_RevertWhen_FamilyPositionOutsideTable() public {
        IClaimLedger.Settlement memory made = _receivedWithFamily();
        made.families = "";
        _expect(made, abi.encodeWithSelector(Errors.FamilyMismatch.selector, 7));
    }

    function test_RevertWhen_FamilyUnknown() public {
        IClaimLedger.Settlement memory made = _receivedWithFamily();
        made.families = abi.encodePacked(uint32(99));
        _expect(made, abi.encodeWithSelector(Errors.FamilyMismatch.selector, 7));
    }

    function test_RevertWhen_FamilyGivenToCoverageWithout() public {
        IClaimLedger.Settlement memory made = _received();
        enrol(8, 4);
        made.coverages = abi.encodePacked(uint64(7), uint16(0));
        made.families = abi.encodePacked(uint32(4));
        _expect(made, abi.encodeWithSelector(Errors.FamilyMismatch.selector, 7));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _received() private returns (IClaimLedger.Settlement memory) {
        enrol(7, 0);
        Encoder.Submission[] memory batch = one(1, one(claim(7, 1, line(50_00, 50_00, 1))));
        receiveBatch(batch);
        return settlement(1, batch);
    }

    function _receivedWithFamily() private returns (IClaimLedger.Settlement memory) {
        enrol(7, 3);
        Encoder.Submission[] memory batch = one(1, one(claim(7, 1, line(50_00, 50_00, 1))));
        receiveBatch(batch);
        return settlement(1, batch);
    }

    function _badAndGood(Encoder.Claim memory bad) private pure returns (Encoder.Submission[] memory) {
        return one(1, two(bad, claim(7, 100, line(50_00, 50_00, 1))));
    }

    function _goodResult() private pure returns (bytes memory) {
        return
            abi.encodePacked(uint40(50_00), uint40(50_00), uint8(1), uint40(25_00), uint40(0), uint40(0), uint40(25_00));
    }

    function _expectLeftOut(Encoder.Claim memory bad, bytes4 reason) private {
        Encoder.Submission[] memory batch = _badAndGood(bad);
        receiveBatch(batch);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ClaimLeftOut(numberOf(1, 0), reason);
        settle(1, batch);
        assertEq(ledger.isDecided(INSURER, 1, 0), false, "the bad one");
        assertEq(ledger.isDecided(INSURER, 1, 1), true, "the good one");
    }

    function _settleOne(Encoder.Claim memory only) private returns (Result memory) {
        return resultAt(_settleEncoded(only), 0);
    }

    /// @dev The result of the event.
    function _settleEncoded(Encoder.Claim memory only) private returns (bytes memory result) {
        Encoder.Submission[] memory batch = one(1, one(only));
        receiveBatch(batch);
        vm.recordLogs();
        settle(1, batch);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs[0].topics[0], DETERMINED, "determined");
        (,,, result) = abi.decode(logs[0].data, (uint24, bytes32, bytes32, bytes));
    }

    function _cut(bytes memory data, uint256 length) private pure returns (bytes memory shorter) {
        shorter = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            shorter[i] = data[i];
        }
    }

    function _expect(IClaimLedger.Settlement memory made, bytes memory because) private {
        vm.expectRevert(because);
        vm.prank(adjudicator);
        ledger.settleBatch(made);
    }

    function _expectSelector(IClaimLedger.Settlement memory made, bytes4 selector) private {
        vm.prank(adjudicator);
        try ledger.settleBatch(made) {
            revert NotTrue("must revert");
        } catch (bytes memory data) {
            assertEq(bytes32(bytes4(data)), bytes32(selector), "selector");
        }
    }
}
