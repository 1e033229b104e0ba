// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Encoder} from "../support/Encoder.sol";
import {Reference} from "../support/Reference.sol";
import {Settling} from "../support/Settling.sol";
import {Vm} from "../support/Vm.sol";

contract ReceiveAndSettleTest is Settling {
    /// @dev Holds both roles.
    address private both = address(0xB0);

    function setUp() public override {
        super.setUp();
        vm.startPrank(operator);
        manager.grantRole(RoleIds.ofInsurer(INSURER, IOrganizations.Role.Gateway), both, 0);
        manager.grantRole(RoleIds.ofInsurer(INSURER, IOrganizations.Role.Adjudicator), both, 0);
        vm.stopPrank();
        enrol(7, 0);
        enrol(8, 3);
    }

    function test_ReceiveAndSettle_BothAtOnce() public {
        Encoder.Submission[] memory batch = _batch();
        IClaimLedger.BatchHeader memory header = headerOf(1, batch);
        Reference.World memory world = observe(batch, header.receivedAt);
        Reference.Determination[][] memory made = Reference.settle(world, batch);
        IClaimLedger.Submission[] memory submissions = signedInOrder(batch);
        IClaimLedger.Settlement memory given = settlement(batch);
        vm.expectCall(address(escrow), _payCall(batch, made), 1);
        vm.prank(both);
        ledger.receiveAndSettle(INSURER, 1, submissions, given);

        (header.root, header.settledAt) = (determinationRoot(batch, made), header.receivedAt);
        assertEq(ledger.sealOf(INSURER, 1), sealOf(header), "the seal of a settled batch");
        assertEq(ledger.lastBatchOf(INSURER), 1, "last batch");
        assertEq(ledger.lastSubmissionOf(INSURER, 2), 1, "last submission");
        checkWorld(observe(batch, header.receivedAt), world);
    }

    /// @dev The same events as in two calls: those of the receipt, then those of the settlement.
    function test_ReceiveAndSettle_SameEventsAsTwoCalls() public {
        Encoder.Submission[] memory batch = _batch();
        batch[0].claims[1].lines[0].allowed = batch[0].claims[1].lines[0].charge + 1; // left out
        uint256 before = vm.snapshotState();
        IClaimLedger.Submission[] memory submissions = signedInOrder(batch);
        IClaimLedger.Settlement memory given = settlement(batch);
        vm.recordLogs();
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, 1, submissions);
        vm.prank(adjudicator);
        ledger.settleBatch(headerOf(1, batch), given);
        bytes memory apart = _encoded(vm.getRecordedLogs());
        bytes32 seal = ledger.sealOf(INSURER, 1);

        vm.revertToState(before);
        vm.recordLogs();
        vm.prank(both);
        ledger.receiveAndSettle(INSURER, 1, submissions, given);
        assertEq(_encoded(vm.getRecordedLogs()), apart, "events");
        assertEq(ledger.sealOf(INSURER, 1), seal, "seal");
    }

    /// @dev Between receipt and settlement nothing is kept.
    function test_ReceiveAndSettle_WritesTheSealOnce() public {
        Encoder.Submission[] memory batch = _batch();
        IClaimLedger.Submission[] memory submissions = signedInOrder(batch);
        IClaimLedger.Settlement memory given = settlement(batch);
        vm.record();
        vm.prank(both);
        ledger.receiveAndSettle(INSURER, 1, submissions, given);
        assertEq(slotsWritten(address(ledger)).length, 4, "the insurer, two submissions, the seal");
    }

    function test_ReceiveAndSettle_NextBatchFollows() public {
        _settleBoth(_batch());
        settleAll(_batch());
        assertEq(ledger.lastBatchOf(INSURER), 2, "last batch");
    }

    function test_RevertGiven_SettledWithItsReceipt() public {
        Encoder.Submission[] memory batch = _batch();
        Reference.Determination[][] memory made = Reference.settle(observe(batch, time()), batch);
        _settleBoth(batch);
        IClaimLedger.BatchHeader memory header = headerOf(1, batch);
        (header.root, header.settledAt) = (determinationRoot(batch, made), header.receivedAt);
        IClaimLedger.Settlement memory given = settlement(batch);
        vm.expectRevert(abi.encodeWithSelector(Errors.BatchAlreadySettled.selector, INSURER, 1));
        vm.prank(adjudicator);
        ledger.settleBatch(header, given);
    }

    function test_RevertWhen_CallerOnlyGateway() public {
        _expect(gateway, _batch(), abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(258), gateway));
    }

    function test_RevertWhen_CallerOnlyAdjudicator() public {
        _expect(adjudicator, _batch(), abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(257), adjudicator));
    }

    function test_RevertGiven_PausedInsurer() public {
        vm.prank(admin);
        clocks.setPaused(INSURER, true);
        _expect(both, _batch(), abi.encodeWithSelector(Errors.InsurerPaused.selector, INSURER));
    }

    /// @dev Nothing of the receipt stays where the settlement is refused.
    function test_RevertWhen_SettledClaimIsAnother() public {
        Encoder.Submission[] memory batch = _batch();
        IClaimLedger.Submission[] memory submissions = signedInOrder(batch);
        bytes32 signed_ = receiptRoot(batch);
        ++batch[1].claims[0].lines[0].charge;
        IClaimLedger.Settlement memory given = settlement(batch);
        vm.expectRevert(abi.encodeWithSelector(Errors.ReceiptRootMismatch.selector, signed_, receiptRoot(batch)));
        vm.prank(both);
        ledger.receiveAndSettle(INSURER, 1, submissions, given);
        assertEq(ledger.lastBatchOf(INSURER), 0, "no batch");
        assertEq(ledger.lastSubmissionOf(INSURER, 1), 0, "no submission");
    }

    function test_RevertWhen_SettlementDropsASubmission() public {
        Encoder.Submission[] memory batch = _batch();
        IClaimLedger.Submission[] memory submissions = signedInOrder(batch);
        IClaimLedger.Settlement memory given = settlement(one(1, batch[0].claims));
        uint256 end = given.claims.length;
        vm.expectRevert(abi.encodeWithSelector(Errors.EncodingMalformed.selector, end));
        vm.prank(both);
        ledger.receiveAndSettle(INSURER, 1, submissions, given);
    }

    function _batch() private pure returns (Encoder.Submission[] memory batch) {
        batch = new Encoder.Submission[](2);
        batch[0] =
            Encoder.Submission(1, two(claim(7, 1, line(200_00, 150_00, 0)), claim(8, 2, line(100_00, 100_00, 1))));
        batch[1] = Encoder.Submission(2, one(claim(8, 3, line(400_00, 380_00, 3))));
    }

    function _settleBoth(Encoder.Submission[] memory batch) private {
        IClaimLedger.Submission[] memory submissions = signedInOrder(batch);
        IClaimLedger.Settlement memory given = settlement(batch);
        vm.prank(both);
        ledger.receiveAndSettle(INSURER, 1, submissions, given);
    }

    function _expect(address sender, Encoder.Submission[] memory batch, bytes memory because) private {
        IClaimLedger.Submission[] memory submissions = signedInOrder(batch);
        IClaimLedger.Settlement memory given = settlement(batch);
        vm.expectRevert(because);
        vm.prank(sender);
        ledger.receiveAndSettle(INSURER, 1, submissions, given);
    }

    function _payCall(Encoder.Submission[] memory batch, Reference.Determination[][] memory made)
        private
        view
        returns (bytes memory)
    {
        return abi.encodeCall(IEscrow.payBatch, (INSURER, 1, time(), paymentsOf(batch, made)));
    }

    function _encoded(Vm.Log[] memory logs) private pure returns (bytes memory all) {
        for (uint256 i = 0; i < logs.length; ++i) {
            all = bytes.concat(all, abi.encode(logs[i].emitter, logs[i].topics, logs[i].data));
        }
    }
}
