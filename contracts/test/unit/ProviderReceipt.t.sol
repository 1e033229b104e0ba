// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Corrected} from "../support/Corrected.sol";
import {Encoder} from "../support/Encoder.sol";

/// @notice Receipts that providers post themselves, and the insurer's contest.
contract ProviderReceiptTest is Corrected {
    uint32 private constant FIRST = 1 << 31;
    uint64 private constant COVERAGE = 7;

    function setUp() public override {
        super.setUp();
        registerProviders(2);
        enrol(COVERAGE, publish(interestPlan()), 0);
        fund(100_000_00);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     RECEIPT
    //////////////////////////////////////////////////////////////////////////*/

    function test_ReceiveFromProvider_FixesTheReceipt() public {
        Encoder.Submission[] memory submissions = one(1, one(_claim(1)));
        IClaimLedger.Submission memory made = signedNow(submissions[0]);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.SubmissionReceived(INSURER, 1, 1, FIRST, 0, 1, made.root, false);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ReceiptPosted(INSURER, FIRST, 1, CIPHERTEXT);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.BatchReceived(INSURER, FIRST, receiptRoot(submissions), 1, 1, time());
        vm.prank(stranger); // the signature counts
        ledger.receiveFromProvider(INSURER, FIRST, made, CIPHERTEXT);
        keep(FIRST, submissions);
        assertEq(ledger.lastProviderBatchOf(INSURER), FIRST, "numbered apart");
        assertEq(ledger.lastBatchOf(INSURER), 0, "from the gateway's");
        assertEq(ledger.sealOf(INSURER, FIRST), keccak256(abi.encode(headers[FIRST])), "sealed");
    }

    function test_ReceiveFromProvider_NumbersGoOn() public {
        assertEq(postOwn(1, one(_claim(1))), FIRST, "the first");
        assertEq(postOwn(2, one(_claim(2))), FIRST + 1, "the next");
    }

    /// @dev A submission counts once, whichever way it comes.
    function test_ReceiveFromProvider_SequenceIsShared() public {
        postOwn(1, one(_claim(1)));
        post(one(1, one(_claim(2))));
        assertEq(ledger.lastSubmissionOf(INSURER, 1), 2, "counted on");
    }

    function test_ReceiveFromProvider_IsSettledAsAnyOther() public {
        uint32 batch = postOwn(1, two(_claim(1), _claim(2)));
        settleAsPosted(batch);
        assertEq(token.balanceOf(payeeOf(1)), (400_00 + 640_00) * UNITS, "paid");
        reverse(numberOf(batch, 0));
    }

    function test_ReceiveFromProvider_GivenInsurerPaused() public {
        vm.prank(admin);
        clocks.setPaused(INSURER, true);
        assertEq(postOwn(1, one(_claim(1))), FIRST, "received all the same");
    }

    function test_ReceiveFromProvider_512Claims() public {
        Encoder.Claim[] memory claims = new Encoder.Claim[](1);
        claims[0] = _claim(1);
        IClaimLedger.Submission memory made = signedNow(Encoder.Submission(1, claims));
        made.count = 512;
        made.signature = sign(made, 1);
        ledger.receiveFromProvider(INSURER, FIRST, made, CIPHERTEXT);
        assertEq(ledger.lastProviderBatchOf(INSURER), FIRST, "received");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     CONTESTS
    //////////////////////////////////////////////////////////////////////////*/

    function test_ContestReceipt_StopsItsClocks() public {
        uint32 batch = postOwn(1, one(_claim(1)));
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ReceiptContested(INSURER, batch, 1);
        vm.prank(gateway);
        clocks.contestReceipt(INSURER, batch);
        wait(400 days);
        _assertNotOverdue(numberOf(batch, 0));
    }

    function test_AnswerContest_ClocksRunAgain() public {
        uint32 batch = postOwn(1, one(_claim(1)));
        wait(5 days);
        _contest(batch);
        wait(10 days);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ContestAnswered(INSURER, batch, 1, "again");
        vm.prank(vm.addr(1));
        clocks.answerContest(INSURER, batch, "again");
        wait(25 days);
        _assertNotOverdue(numberOf(batch, 0));
        wait(1 days);
        markOverdue(numberOf(batch, 0));
    }

    function test_ContestReceipt_StopsInterest() public {
        uint32 batch = postOwn(1, one(_claim(1)));
        _contest(batch);
        wait(27 days);
        vm.prank(vm.addr(1));
        clocks.answerContest(INSURER, batch, "again");
        wait(73 days);
        settleAsPosted(batch);
        assertEq(interestOf[numberOf(batch, 0)], 8_00, "for 73 days of 100");
        assertEq(token.balanceOf(payeeOf(1)), 408_00 * UNITS, "paid");
    }

    function test_ContestReceipt_StopsInterestOnWhatIsOwed() public {
        vm.prank(treasurer);
        escrow.withdraw(INSURER, treasurer, 100_000_00 * UNITS);
        uint32 batch = postOwn(1, one(_claim(1)));
        _contest(batch);
        wait(27 days);
        vm.prank(vm.addr(1));
        clocks.answerContest(INSURER, batch, "again");
        settleAsPosted(batch);
        wait(73 days);
        (, uint256 interest) = escrow.owedOf(INSURER, batch, 1, 2);
        assertEq(interest, 8_00, "for 73 days of 100");
    }

    /// @dev The same days are not taken off twice.
    function test_Pend_WhileContested_CountsOnce() public {
        uint32 batch = postOwn(1, one(_claim(1)));
        Encoder.Submission[] memory submissions = submissionsOf(batch);
        submissions[0].claims[0].isBare = true;
        settleAs(batch, submissions);
        _tryContest(batch);
        pend(numberOf(batch, 0));
        wait(20 days);
        vm.prank(vm.addr(1));
        clocks.receiveEvidence(numberOf(batch, 0), REASONS);
        _tryAnswer(batch);
        wait(31 days);
        markOverdue(numberOf(batch, 0));
    }

    /// @dev Who settles could read the claims: from then on the clocks of what it left run.
    function test_Settle_EndsTheContest() public {
        uint32 batch = postOwn(1, one(_claim(1)));
        _contest(batch);
        Encoder.Submission[] memory submissions = submissionsOf(batch);
        submissions[0].claims[0].isBare = true;
        settleAs(batch, submissions);
        wait(31 days);
        markOverdue(numberOf(batch, 0));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     REFUSED
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_InsurerUnknown() public {
        IClaimLedger.Submission memory made = _signed();
        vm.expectRevert(abi.encodeWithSelector(Errors.InsurerNotFound.selector, 9));
        ledger.receiveFromProvider(9, FIRST, made, CIPHERTEXT);
    }

    function test_RevertWhen_OwnSequenceNotNext() public {
        _assertRefused(FIRST + 1, abi.encodeWithSelector(Errors.BatchSequenceInvalid.selector, FIRST, FIRST + 1));
        _assertRefused(1, abi.encodeWithSelector(Errors.BatchSequenceInvalid.selector, FIRST, 1));
        postOwn(2, one(_claim(1)));
        _assertRefused(FIRST, abi.encodeWithSelector(Errors.BatchSequenceInvalid.selector, FIRST + 1, FIRST));
    }

    function test_RevertWhen_CiphertextEmpty() public {
        IClaimLedger.Submission memory made = _signed();
        vm.expectRevert(abi.encodeWithSelector(Errors.CiphertextInvalid.selector, 0));
        ledger.receiveFromProvider(INSURER, FIRST, made, "");
    }

    function test_RevertWhen_CiphertextTooLarge() public {
        IClaimLedger.Submission memory made = _signed();
        vm.expectRevert(abi.encodeWithSelector(Errors.CiphertextInvalid.selector, 98_305));
        ledger.receiveFromProvider(INSURER, FIRST, made, new bytes(98_305));
        ledger.receiveFromProvider(INSURER, FIRST, made, new bytes(98_304));
    }

    function test_RevertWhen_TooManyClaims() public {
        IClaimLedger.Submission memory made = _signed();
        made.count = 513;
        made.signature = sign(made, 1);
        vm.expectRevert(abi.encodeWithSelector(Errors.BatchTooLarge.selector, 513));
        ledger.receiveFromProvider(INSURER, FIRST, made, CIPHERTEXT);
    }

    function test_RevertWhen_OwnSubmissionEmpty() public {
        IClaimLedger.Submission memory made = _signed();
        made.count = 0;
        made.signature = sign(made, 1);
        vm.expectRevert(abi.encodeWithSelector(Errors.SubmissionEmpty.selector, 1));
        ledger.receiveFromProvider(INSURER, FIRST, made, CIPHERTEXT);
    }

    function test_RevertWhen_OwnSubmissionSignedByAnother() public {
        IClaimLedger.Submission memory made = _signed();
        made.signature = sign(made, 2);
        vm.expectRevert(abi.encodeWithSelector(Errors.SubmissionSignatureInvalid.selector, 1));
        ledger.receiveFromProvider(INSURER, FIRST, made, CIPHERTEXT);
    }

    function test_RevertGiven_OwnDeadlinePassed() public {
        IClaimLedger.Submission memory made = _signed();
        made.deadline = time();
        made.signature = sign(made, 1);
        wait(1);
        vm.expectRevert(abi.encodeWithSelector(Errors.SubmissionExpired.selector, 1, made.deadline));
        ledger.receiveFromProvider(INSURER, FIRST, made, CIPHERTEXT);
    }

    function test_RevertGiven_OwnSubmissionReceived() public {
        IClaimLedger.Submission memory made = _signed();
        postOwn(1, one(_claim(1)));
        vm.expectRevert(abi.encodeWithSelector(Errors.SubmissionSequenceInvalid.selector, 1, 2, 1));
        ledger.receiveFromProvider(INSURER, FIRST + 1, made, CIPHERTEXT);
    }

    function test_RevertWhen_ContesterNotGateway() public {
        uint32 batch = postOwn(1, one(_claim(1)));
        uint64 role = RoleIds.ofInsurer(INSURER, IOrganizations.Role.Gateway);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, role, adjudicator));
        vm.prank(adjudicator);
        clocks.contestReceipt(INSURER, batch);
    }

    function test_RevertWhen_ContestOfTheGatewaysOwn() public {
        uint32 batch = post(one(1, one(_claim(1))));
        vm.expectRevert(abi.encodeWithSelector(Errors.BatchNotFound.selector, INSURER, batch));
        vm.prank(gateway);
        clocks.contestReceipt(INSURER, batch);
    }

    function test_RevertGiven_ReceiptContestedBefore() public {
        uint32 batch = postOwn(1, one(_claim(1)));
        _contest(batch);
        bytes memory error_ = abi.encodeWithSelector(Errors.ReceiptAlreadyContested.selector, INSURER, batch);
        vm.expectRevert(error_);
        vm.prank(gateway);
        clocks.contestReceipt(INSURER, batch);
        vm.prank(vm.addr(1));
        clocks.answerContest(INSURER, batch, "again");
        vm.expectRevert(error_);
        vm.prank(gateway);
        clocks.contestReceipt(INSURER, batch);
    }

    function test_RevertWhen_AnswererNotSigner() public {
        uint32 batch = postOwn(1, one(_claim(1)));
        _contest(batch);
        vm.expectRevert(abi.encodeWithSelector(Errors.SenderNotSigner.selector, 1, vm.addr(2)));
        vm.prank(vm.addr(2));
        clocks.answerContest(INSURER, batch, "again");
    }

    function test_RevertWhen_AnswerWithoutClaims() public {
        uint32 batch = postOwn(1, one(_claim(1)));
        _contest(batch);
        vm.expectRevert(abi.encodeWithSelector(Errors.CiphertextInvalid.selector, 0));
        vm.prank(vm.addr(1));
        clocks.answerContest(INSURER, batch, "");
    }

    function test_RevertGiven_ReceiptNotContested() public {
        uint32 batch = postOwn(1, one(_claim(1)));
        bytes memory error_ = abi.encodeWithSelector(Errors.ReceiptNotContested.selector, INSURER, batch);
        vm.expectRevert(error_);
        vm.prank(vm.addr(1));
        clocks.answerContest(INSURER, batch, "again");
        _contest(batch);
        vm.prank(vm.addr(1));
        clocks.answerContest(INSURER, batch, "again");
        vm.expectRevert(error_);
        vm.prank(vm.addr(1));
        clocks.answerContest(INSURER, batch, "and again");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _claim(uint256 seed) private pure returns (Encoder.Claim memory) {
        return claim(COVERAGE, seed, line(2_000_00, 800_00, 0));
    }

    function _signed() private view returns (IClaimLedger.Submission memory) {
        return signedNow(Encoder.Submission(1, one(_claim(1))));
    }

    function _assertRefused(uint32 sequence, bytes memory error_) private {
        IClaimLedger.Submission memory made = _signed();
        vm.expectRevert(error_);
        ledger.receiveFromProvider(INSURER, sequence, made, CIPHERTEXT);
    }

    function _contest(uint32 batch) private {
        vm.prank(gateway);
        clocks.contestReceipt(INSURER, batch);
    }

    /// @dev A contest after the settlement may be refused; what counts is the clock.
    function _tryContest(uint32 batch) private {
        vm.prank(gateway);
        try clocks.contestReceipt(INSURER, batch) {} catch {}
    }

    function _tryAnswer(uint32 batch) private {
        vm.prank(vm.addr(1));
        try clocks.answerContest(INSURER, batch, "again") {} catch {}
    }

    function _assertNotOverdue(uint256 number) private {
        IClaimLedger.Opening memory opening = receiptOpeningOf(number);
        IClaimLedger.Path memory path = pathOf(number);
        vm.expectRevert(abi.encodeWithSelector(Errors.ClaimNotOverdue.selector, number));
        clocks.markOverdue(headers[batchOf(number)], path, opening);
    }
}
