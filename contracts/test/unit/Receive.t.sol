// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimLedger} from "../../src/ClaimLedger.sol";
import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {ICoverages} from "../../src/interfaces/ICoverages.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {Encoder} from "../support/Encoder.sol";
import {Fixture} from "../support/Fixture.sol";

contract ReceiveTest is Fixture {
    function setUp() public override {
        super.setUp();
        registerProviders(3);
    }

    function test_ReceiveBatch_FixesTheRoot() public {
        Encoder.Submission[] memory batch = _batch();
        IClaimLedger.Submission[] memory made = signedAll(batch);
        bytes32 root = receiptRoot(batch);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.SubmissionReceived(INSURER, 1, 1, 1, 0, 2, made[0].root, false);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.SubmissionReceived(INSURER, 2, 1, 1, 2, 3, made[1].root, true);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.BatchReceived(INSURER, 1, root, 5, uint64(block.timestamp));
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, 1, made);

        assertEq(ledger.batchOf(INSURER, 1).root, root, "root");
        assertEq(ledger.batchOf(INSURER, 1).count, 5, "count");
        assertEq(ledger.batchOf(INSURER, 1).isSettled, false, "settled");
        assertEq(ledger.lastBatchOf(INSURER), 1, "last batch");
        assertEq(ledger.lastSubmissionOf(INSURER, 1), 1, "last submission");
        assertEq(ledger.lastSubmissionOf(INSURER, 3), 0, "of another provider");
        assertEq(ledger.isDecided(INSURER, 1, 0), false, "decided");
    }

    function test_ReceiveBatch_KeepsBlockTime() public {
        vm.warp(1_900_000_000);
        receiveBatch(_batch());
        vm.warp(1_900_086_400);
        receiveBatch(_batch());
        assertEq(ledger.batchOf(INSURER, 1).receivedAt, 1_900_000_000, "first");
        assertEq(ledger.batchOf(INSURER, 2).receivedAt, 1_900_086_400, "second");
    }

    function test_ReceiveBatch_OnTheDeadline() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        vm.warp(made[0].deadline);
        _receive(made);
        assertEq(ledger.lastBatchOf(INSURER), 1, "last batch");
    }

    function test_ReceiveBatch_TwoSubmissionsOfOneProvider() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        made[1] = made[0];
        made[1] = IClaimLedger.Submission(1, 2, made[0].root, 2, made[0].deadline, "");
        made[1].signature = sign(made[1], 1);
        _receive(made);
        assertEq(ledger.lastSubmissionOf(INSURER, 1), 2, "sequence");
    }

    function test_ReceiveBatch_FullBatch() public {
        IClaimLedger.Submission[] memory made = _resized(signedAll(_batch()), 512);
        _receive(made);
        assertEq(ledger.batchOf(INSURER, 1).count, 512, "count");
    }

    function test_SubmissionDigest_IsTypedData() public view {
        IClaimLedger.Submission memory made = signed(_batch()[0]);
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("ClearClaim"),
                keccak256("1"),
                block.chainid,
                address(ledger)
            )
        );
        bytes32 body = keccak256(
            abi.encode(
                keccak256(
                    "Submission(uint32 insurer,uint32 provider,uint64 sequence,bytes32 root,uint16 count,uint64 deadline)"
                ),
                INSURER,
                made.provider,
                made.sequence,
                made.root,
                made.count,
                made.deadline
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", domain, body));
        assertEq(ledger.submissionDigest(INSURER, made), digest, "digest");
    }

    function test_RevertWhen_CallerNotGateway() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(257), adjudicator));
        vm.prank(adjudicator);
        ledger.receiveBatch(INSURER, 1, made);
    }

    function test_RevertWhen_BatchSequenceNotNext() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        vm.expectRevert(abi.encodeWithSelector(Errors.BatchSequenceInvalid.selector, 1, 2));
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, 2, made);
    }

    function test_RevertWhen_BatchEmpty() public {
        _expect(new IClaimLedger.Submission[](0), abi.encodeWithSelector(Errors.BatchEmpty.selector));
    }

    function test_RevertWhen_TooManyClaims() public {
        IClaimLedger.Submission[] memory made = _resized(signedAll(_batch()), 513);
        _expect(made, abi.encodeWithSelector(Errors.BatchTooLarge.selector, 513));
    }

    function test_RevertWhen_TooManySubmissions() public {
        _expect(new IClaimLedger.Submission[](513), abi.encodeWithSelector(Errors.BatchTooLarge.selector, 513));
    }

    function test_RevertWhen_SubmissionEmpty() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        made[1].count = 0;
        made[1].signature = sign(made[1], 2);
        _expect(made, abi.encodeWithSelector(Errors.SubmissionEmpty.selector, 2));
    }

    function test_RevertWhen_SubmissionSequenceNotNext() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        made[0].sequence = 2;
        made[0].signature = sign(made[0], 1);
        _expect(made, abi.encodeWithSelector(Errors.SubmissionSequenceInvalid.selector, 1, 1, 2));
    }

    function test_RevertGiven_SubmissionReceived() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        _receive(made);
        vm.expectRevert(abi.encodeWithSelector(Errors.SubmissionSequenceInvalid.selector, 1, 2, 1));
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, 2, made);
    }

    function test_RevertGiven_DeadlinePassed() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        vm.warp(made[0].deadline + 1);
        _expect(made, abi.encodeWithSelector(Errors.SubmissionExpired.selector, 1, made[0].deadline));
    }

    function test_RevertWhen_ProviderUnknown() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        made[0].provider = 99;
        _expect(made, abi.encodeWithSelector(Errors.ProviderNotFound.selector, 99));
    }

    function test_RevertWhen_SignedByAnother() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        made[0].signature = sign(made[0], 2);
        _expect(made, abi.encodeWithSelector(Errors.SubmissionSignatureInvalid.selector, 1));
    }

    function test_RevertWhen_SignatureMalformed() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        made[0].signature = hex"1234";
        _expect(made, abi.encodeWithSelector(Errors.SubmissionSignatureInvalid.selector, 1));
    }

    function test_RevertWhen_SignedForAnotherInsurer() public {
        registerInsurer(2);
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        vm.expectRevert(abi.encodeWithSelector(Errors.SubmissionSignatureInvalid.selector, 1));
        vm.prank(gateway);
        ledger.receiveBatch(2, 1, made);
    }

    function test_RevertWhen_RootChangedAfterSigning() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        made[1].root = bytes32(uint256(made[1].root) ^ 1);
        _expect(made, abi.encodeWithSelector(Errors.SubmissionSignatureInvalid.selector, 2));
    }

    function test_RevertWhen_WiredToNothing() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, stranger));
        new ClaimLedger(address(manager), organizations, plans, ICoverages(stranger), escrow);
    }

    function _batch() private pure returns (Encoder.Submission[] memory batch) {
        batch = new Encoder.Submission[](2);
        batch[0] = Encoder.Submission(1, two(claim(1, 1, line(1, 1, 0)), claim(2, 2, line(2, 2, 0))));
        batch[1] = Encoder.Submission(2, new Encoder.Claim[](3));
        for (uint256 i = 0; i < 3; ++i) {
            batch[1].claims[i] = claim(3, 3 + i, line(3, 3, 0));
        }
    }

    /// @dev The first submission says that it has so many claims that the batch has `count`.
    function _resized(IClaimLedger.Submission[] memory made, uint16 count)
        private
        view
        returns (IClaimLedger.Submission[] memory)
    {
        made[0].count = count - made[1].count;
        made[0].signature = sign(made[0], 1);
        return made;
    }

    function _receive(IClaimLedger.Submission[] memory made) private {
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, 1, made);
    }

    function _expect(IClaimLedger.Submission[] memory made, bytes memory because) private {
        vm.expectRevert(because);
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, 1, made);
    }
}
