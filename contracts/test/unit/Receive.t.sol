// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimLedger} from "../../src/ClaimLedger.sol";
import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {ICoverages} from "../../src/interfaces/ICoverages.sol";
import {ICredentials} from "../../src/interfaces/ICredentials.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {LedgerState} from "../../src/libraries/LedgerState.sol";
import {Encoder} from "../support/Encoder.sol";
import {Settling} from "../support/Settling.sol";
import {Vm} from "../support/Vm.sol";

contract ReceiveTest is Settling {
    /// @dev Of the curve of signatures.
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    /*//////////////////////////////////////////////////////////////////////////
                                     RECEIPT
    //////////////////////////////////////////////////////////////////////////*/

    function test_ReceiveBatch_FixesTheRoot() public {
        Encoder.Submission[] memory batch = _batch();
        IClaimLedger.Submission[] memory made = signedAll(batch);
        bytes32 root = receiptRoot(batch);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.SubmissionReceived(INSURER, 1, 1, 1, 0, 2, made[0].root, false);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.SubmissionReceived(INSURER, 2, 1, 1, 2, 3, made[1].root, true);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.BatchReceived(INSURER, 1, root, 5, 2, time());
        vm.recordLogs();
        _receive(1, made);

        assertEq(vm.getRecordedLogs().length, 3, "no other event");
        assertEq(ledger.sealOf(INSURER, 1), sealOf(headerOf(1, batch)), "seal");
        assertEq(ledger.lastBatchOf(INSURER), 1, "last batch");
        assertEq(ledger.lastSubmissionOf(INSURER, 1), 1, "last submission");
        assertEq(ledger.lastSubmissionOf(INSURER, 3), 0, "of another provider");
        assertEq(ledger.sealOf(INSURER, 2), bytes32(0), "no other batch");
        assertEq(ledger.lastBatchOf(2), 0, "nor insurer");
    }

    /// @dev docs/commitment.md section 3, from the leaf up, without any helper: one claim alone.
    function test_ReceiveBatch_RootOfOneClaim() public {
        Encoder.Claim memory only = claim(7, 1, line(250_00, 0, 0));
        uint256 head = (uint256(1) << 238) | (uint256(DAY) << 214) | (uint256(7) << 150) | (uint256(250_00) << 114)
            | (uint256(1) << 100);
        bytes32 leaf = _hash(keccak256("clearclaim/receipt/v2"), _hash(bytes32(head), only.contentHash));
        bytes32 place = bytes32((uint256(1) << 32) | (uint256(0) << 16) | 1);
        bytes32 root = _hash(keccak256("clearclaim/submission/v2"), _hash(place, leaf));
        IClaimLedger.Submission[] memory made = signedAll(one(1, one(only)));
        assertEq(made[0].root, leaf, "one claim's leaf is its submission's root");
        vm.expectEmit(address(ledger));
        emit IClaimLedger.BatchReceived(INSURER, 1, root, 1, 1, time());
        _receive(1, made);
    }

    function test_ReceiveBatch_KeepsBlockTime() public {
        vm.warp(1_900_000_000);
        IClaimLedger.BatchHeader memory first = headers[receiveInOrder(_batch())];
        vm.warp(1_900_086_400);
        IClaimLedger.BatchHeader memory second = headers[receiveInOrder(_batch())];
        assertEq(first.receivedAt, 1_900_000_000, "first");
        assertEq(ledger.sealOf(INSURER, 1), sealOf(first), "the first's seal");
        assertEq(second.receivedAt, 1_900_086_400, "second");
        assertEq(ledger.sealOf(INSURER, 2), sealOf(second), "the second's seal");
    }

    function test_ReceiveBatch_OnTheDeadline() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        vm.warp(made[0].deadline);
        _receive(1, made);
        assertEq(ledger.lastBatchOf(INSURER), 1, "last batch");
    }

    function test_ReceiveBatch_TwoSubmissionsOfOneProvider() public {
        Encoder.Submission[] memory batch = _batch();
        (batch[0].provider, batch[1].provider) = (1, 1);
        receiveInOrder(batch);
        assertEq(ledger.lastSubmissionOf(INSURER, 1), 2, "sequence");
        assertEq(ledger.sealOf(INSURER, 1), sealOf(headers[1]), "seal");
    }

    function test_ReceiveBatch_SequencesCountOnOverBatches() public {
        receiveInOrder(_batch());
        receiveInOrder(_batch());
        assertEq(ledger.lastBatchOf(INSURER), 2, "batches");
        assertEq(ledger.lastSubmissionOf(INSURER, 1), 2, "submissions");
    }

    function test_ReceiveBatch_EachInsurerCountsItsOwn() public {
        registerInsurer(2);
        receiveInOrder(_batch());
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        for (uint256 i = 0; i < made.length; ++i) {
            made[i].sequence = 1;
            made[i].signature = _signFor(2, made[i], made[i].provider);
        }
        vm.prank(gateway);
        ledger.receiveBatch(2, 1, made);
        assertEq(ledger.lastBatchOf(2), 1, "batch");
        assertEq(ledger.lastSubmissionOf(2, 1), 1, "submission");
        assertEq(ledger.lastSubmissionOf(INSURER, 1), 1, "of the first insurer");
    }

    function test_ReceiveBatch_FullBatch() public {
        IClaimLedger.Submission[] memory made = _resized(signedAll(_batch()), 512);
        vm.recordLogs();
        _receive(1, made);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        (, uint16 count,,) = abi.decode(logs[2].data, (bytes32, uint16, uint16, uint64));
        assertEq(count, 512, "count");
    }

    /// @dev 512 submissions of one claim each, the most there can be.
    function test_ReceiveBatch_AsManySubmissionsAsClaims() public {
        Encoder.Submission[] memory batch = new Encoder.Submission[](512);
        IClaimLedger.Submission[] memory made = new IClaimLedger.Submission[](512);
        for (uint64 i = 0; i < 512; ++i) {
            batch[i] = Encoder.Submission(1, one(claim(7, i, line(1, 0, 0))));
            made[i] = signed(batch[i]);
            made[i].sequence = i + 1;
            made[i].signature = sign(made[i], 1);
        }
        _receive(1, made);
        assertEq(ledger.sealOf(INSURER, 1), sealOf(headerOf(1, batch)), "seal");
        assertEq(ledger.lastSubmissionOf(INSURER, 1), 512, "sequence");
    }

    /// @dev Any sizes: the root is that of the encoder, and so the positions of the submissions are.
    function testFuzz_ReceiveBatch_RootEqualsEncoder(uint8[6] memory sizes, uint8 count) public {
        Encoder.Submission[] memory batch = new Encoder.Submission[](bound(count, 1, 6));
        for (uint256 i = 0; i < batch.length; ++i) {
            batch[i].provider = uint32(i % PROVIDERS) + 1;
            batch[i].claims = new Encoder.Claim[](bound(sizes[i], 1, 9));
            for (uint256 j = 0; j < batch[i].claims.length; ++j) {
                batch[i].claims[j] = claim(7, nextSeed(), line(1, 0, 0));
            }
        }
        uint32 sequence = receiveInOrder(batch);
        assertEq(ledger.sealOf(INSURER, sequence), sealOf(headerOf(sequence, batch)), "seal");
    }

    function test_ReceiveBatch_AfterThePause() public {
        _pause(true);
        _pause(false);
        receiveInOrder(_batch());
        assertEq(ledger.lastBatchOf(INSURER), 1, "last batch");
    }

    function test_SubmissionDigest_IsTypedData() public view {
        IClaimLedger.Submission memory made = signed(_batch()[0]);
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("ClearClaim"),
                keccak256("2"),
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

    /*//////////////////////////////////////////////////////////////////////////
                                     SENDERS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_CallerNotGateway() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(257), adjudicator));
        vm.prank(adjudicator);
        ledger.receiveBatch(INSURER, 1, made);
    }

    function test_RevertWhen_InsurerUnknown() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(9 << 8 | 1), gateway));
        vm.prank(gateway);
        ledger.receiveBatch(9, 1, made);
    }

    function test_RevertWhen_InsurerZero() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        vm.expectRevert(abi.encodeWithSelector(Errors.InsurerNotFound.selector, 0));
        vm.prank(operator);
        ledger.receiveBatch(0, 1, made);
    }

    function test_RevertGiven_InsurerPaused() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        _pause(true);
        _expect(made, abi.encodeWithSelector(Errors.InsurerPaused.selector, INSURER));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     BATCHES
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_BatchSequenceNotNext() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        vm.expectRevert(abi.encodeWithSelector(Errors.BatchSequenceInvalid.selector, 1, 2));
        _receive(2, made);
        vm.expectRevert(abi.encodeWithSelector(Errors.BatchSequenceInvalid.selector, 1, 0));
        _receive(0, made);
    }

    function test_RevertGiven_BatchReceived() public {
        receiveInOrder(_batch());
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        _expect(made, abi.encodeWithSelector(Errors.BatchSequenceInvalid.selector, 2, 1));
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

    /*//////////////////////////////////////////////////////////////////////////
                                   SUBMISSIONS
    //////////////////////////////////////////////////////////////////////////*/

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

    function test_RevertWhen_SubmissionTwiceInABatch() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        made[1] = made[0];
        _expect(made, abi.encodeWithSelector(Errors.SubmissionSequenceInvalid.selector, 1, 2, 1));
    }

    function test_RevertGiven_SubmissionReceived() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        _receive(1, made);
        vm.expectRevert(abi.encodeWithSelector(Errors.SubmissionSequenceInvalid.selector, 1, 2, 1));
        _receive(2, made);
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

    /*//////////////////////////////////////////////////////////////////////////
                                    SIGNATURES
    //////////////////////////////////////////////////////////////////////////*/

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

    function test_RevertWhen_SignatureMissing() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        made[1].signature = "";
        _expect(made, abi.encodeWithSelector(Errors.SubmissionSignatureInvalid.selector, 2));
    }

    /// @dev The other signature that the curve has for the same digest.
    function test_RevertWhen_SignatureMalleated() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(1, ledger.submissionDigest(INSURER, made[0]));
        made[0].signature = abi.encodePacked(r, bytes32(ORDER - uint256(s)), v == 27 ? uint8(28) : uint8(27));
        _expect(made, abi.encodeWithSelector(Errors.SubmissionSignatureInvalid.selector, 1));
    }

    function test_RevertWhen_SignedForAnotherInsurer() public {
        registerInsurer(2);
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        vm.expectRevert(abi.encodeWithSelector(Errors.SubmissionSignatureInvalid.selector, 1));
        vm.prank(gateway);
        ledger.receiveBatch(2, 1, made);
    }

    function test_RevertWhen_SignedForAnotherLedger() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        ClaimLedger another = new ClaimLedger(address(manager), _parts(), address(ledger));
        vm.expectRevert(abi.encodeWithSelector(Errors.SubmissionSignatureInvalid.selector, 1));
        vm.prank(gateway);
        another.receiveBatch(INSURER, 1, made);
    }

    /// @dev From 2^31 on numbers are of the receipts that providers post themselves.
    function test_RevertGiven_GatewaysNumbersExhausted() public {
        vm.record();
        ledger.lastBatchOf(INSURER);
        (bytes32[] memory reads,) = vm.accesses(address(ledger));
        vm.store(address(ledger), reads[0], bytes32(uint256((1 << 31) - 1)));
        assertEq(ledger.lastBatchOf(INSURER), (1 << 31) - 1, "the last");
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        vm.expectRevert(abi.encodeWithSelector(Errors.BatchSequenceInvalid.selector, 1 << 31, 1 << 31));
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, 1 << 31, made);
    }

    /// @dev The same ledger at the same address, of another chain.
    function test_RevertWhen_SignedForAnotherChain() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        uint256 here = block.chainid;
        vm.chainId(here + 1);
        _expect(made, abi.encodeWithSelector(Errors.SubmissionSignatureInvalid.selector, 1));
        vm.chainId(here);
        _receive(1, made);
    }

    /// @dev Each field that is signed, changed afterwards.
    function test_RevertWhen_RootChangedAfterSigning() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        made[1].root = bytes32(uint256(made[1].root) ^ 1);
        _expect(made, abi.encodeWithSelector(Errors.SubmissionSignatureInvalid.selector, 2));
    }

    function test_RevertWhen_CountChangedAfterSigning() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        ++made[1].count;
        _expect(made, abi.encodeWithSelector(Errors.SubmissionSignatureInvalid.selector, 2));
    }

    function test_RevertWhen_DeadlineChangedAfterSigning() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        ++made[1].deadline;
        _expect(made, abi.encodeWithSelector(Errors.SubmissionSignatureInvalid.selector, 2));
    }

    function test_RevertWhen_ProviderChangedAfterSigning() public {
        IClaimLedger.Submission[] memory made = signedAll(_batch());
        made[1].provider = 3;
        _expect(made, abi.encodeWithSelector(Errors.SubmissionSignatureInvalid.selector, 3));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      WIRING
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Every part of it must be there already.
    function test_RevertWhen_WiredToNothing() public {
        bytes memory because = abi.encodeWithSelector(Errors.AddressInvalid.selector, stranger);
        LedgerState.Parts[5] memory parts = [_parts(), _parts(), _parts(), _parts(), _parts()];
        parts[0].organizations = IOrganizations(stranger);
        parts[1].credentials = ICredentials(stranger);
        parts[2].plans = IPlans(stranger);
        parts[3].coverages = ICoverages(stranger);
        parts[4].escrow = IEscrow(stranger);
        for (uint256 i = 0; i < 5; ++i) {
            vm.expectRevert(because);
            new ClaimLedger(address(manager), parts[i], address(ledger));
        }
        vm.expectRevert(because);
        new ClaimLedger(address(manager), _parts(), stranger);
        vm.expectRevert(because);
        new ClaimLedger(stranger, _parts(), address(ledger));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _parts() private view returns (LedgerState.Parts memory) {
        return LedgerState.Parts(organizations, credentials, plans, coverages, escrow);
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

    function _signFor(uint32 insurer, IClaimLedger.Submission memory made, uint256 key)
        private
        view
        returns (bytes memory)
    {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, ledger.submissionDigest(insurer, made));
        return abi.encodePacked(r, s, v);
    }

    function _pause(bool isPaused) private {
        vm.prank(admin);
        clocks.setPaused(INSURER, isPaused);
    }

    function _hash(bytes32 first, bytes32 second) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(first, second));
    }

    function _receive(uint32 sequence, IClaimLedger.Submission[] memory made) private {
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, sequence, made);
    }

    function _expect(IClaimLedger.Submission[] memory made, bytes memory because) private {
        vm.expectRevert(because);
        _receive(1, made);
    }
}
