// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {Escrow} from "../../src/Escrow.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {EscrowFixture} from "../support/EscrowFixture.sol";
import {
    BlockingToken,
    EighteenDecimalToken,
    FeeToken,
    HungryToken,
    OddAnswerToken,
    OneDecimalToken,
    ReenteringToken,
    SilentToken
} from "../support/tokens/Tokens.sol";

/// @notice Funds and payouts. Debts, caps and recoveries have files of their own.
contract EscrowTest is EscrowFixture {
    /*//////////////////////////////////////////////////////////////////////////
                                 DEPOSIT, WITHDRAW
    //////////////////////////////////////////////////////////////////////////*/

    function test_Deposit_ByAnybody() public {
        token.mint(stranger, 5);
        vm.startPrank(stranger);
        token.approve(address(escrow), 5);
        vm.expectEmit(address(escrow));
        emit IEscrow.Deposited(INSURER, stranger, 5, 5);
        escrow.deposit(INSURER, 5);
        vm.stopPrank();
        assertEq(escrow.balanceOf(INSURER), 5, "balance");
        assertEq(escrow.freeOf(INSURER), 5, "free");
        assertEq(escrow.isSolvent(), true, "solvent");
    }

    function test_Deposit_AddsUp() public {
        fund(10);
        fund(5);
        assertEq(escrow.balanceOf(INSURER), 15 * UNITS, "balance");
        assertEq(escrow.isSolvent(), true, "counted once");
    }

    function test_Withdraw_WhatIsFree() public {
        fund(100);
        vm.expectEmit(address(escrow));
        emit IEscrow.Withdrawn(INSURER, stranger, 40 * UNITS, 60 * UNITS);
        vm.prank(treasurer);
        escrow.withdraw(INSURER, stranger, 40 * UNITS);
        assertEq(token.balanceOf(stranger), 40 * UNITS, "received");
        assertEq(escrow.balanceOf(INSURER), 60 * UNITS, "balance");
    }

    function test_Withdraw_Everything() public {
        fund(100);
        withdraw(100 * UNITS);
        assertEq(escrow.balanceOf(INSURER), 0, "balance");
    }

    function test_Token_IsTheSettlementToken() public view {
        assertEq(escrow.token(), address(token), "token");
        assertEq(escrow.tokenUnitsPerCent(), UNITS, "units");
    }

    function test_IsSolvent_ShowsMissingTokens() public {
        fund(100);
        registerInsurer(2);
        token.mint(address(this), 1);
        token.approve(address(escrow), 1);
        escrow.deposit(2, 1);
        assertEq(escrow.isSolvent(), true, "all there");
        vm.prank(address(escrow));
        token.transfer(stranger, 1);
        assertEq(escrow.isSolvent(), false, "one unit short");
    }

    function test_RevertWhen_InsurerUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.InsurerNotFound.selector, 2));
        escrow.deposit(2, 1);
    }

    function test_RevertWhen_InsurerZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.InsurerNotFound.selector, 0));
        escrow.deposit(0, 1);
    }

    function test_RevertWhen_AllowanceMissing() public {
        vm.expectRevert();
        escrow.deposit(INSURER, 1);
    }

    function test_RevertGiven_TokenTakesFee() public {
        FeeToken fee = new FeeToken();
        Escrow other = escrowOf(fee);
        fee.mint(address(this), 100);
        fee.approve(address(other), 100);
        vm.expectRevert(abi.encodeWithSelector(Errors.DepositMismatch.selector, 100, 99));
        other.deposit(INSURER, 100);
    }

    function test_RevertWhen_CallerNotTreasurer() public {
        fund(100);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(259), admin));
        vm.prank(admin);
        escrow.withdraw(INSURER, admin, 1);
    }

    function test_RevertWhen_WithdrawTouchesOwed() public {
        pay(1, PLAIN_PLAN, 30);
        fund(100);
        vm.expectRevert(abi.encodeWithSelector(Errors.FundsInsufficient.selector, 70 * UNITS, 70 * UNITS + 1));
        withdraw(70 * UNITS + 1);
    }

    function test_RevertWhen_WithdrawOfAnotherInsurersFunds() public {
        registerInsurer(2);
        fund(100);
        vm.expectRevert(abi.encodeWithSelector(Errors.FundsInsufficient.selector, 0, 1));
        vm.prank(treasurer);
        escrow.withdraw(2, treasurer, 1);
    }

    function test_RevertWhen_WithdrawToZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(0)));
        vm.prank(treasurer);
        escrow.withdraw(INSURER, address(0), 0);
    }

    function test_RevertWhen_WithdrawToEscrow() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(escrow)));
        vm.prank(treasurer);
        escrow.withdraw(INSURER, address(escrow), 0);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      PAYOUTS
    //////////////////////////////////////////////////////////////////////////*/

    function test_PayBatch_OneTransferEach() public {
        fund(100);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutReleased(INSURER, BATCH, 1, payeeOf(1), 10, 0, 0, 10 * UNITS);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutReleased(INSURER, BATCH, 3, payeeOf(3), 20, 0, 0, 20 * UNITS);
        pay(three(10, 0, 20));
        assertEq(token.balanceOf(payeeOf(1)), 10 * UNITS, "first");
        assertEq(token.balanceOf(payeeOf(2)), 0, "nothing for nothing");
        assertEq(escrow.balanceOf(INSURER), 70 * UNITS, "balance");
        assertEq(escrow.isSolvent(), true, "solvent");
    }

    function test_PayBatch_GroupsAProvidersPayments() public {
        fund(100);
        IEscrow.Payment[] memory payments = three(10, 20, 5);
        payments[1].provider = 1;
        payments[1].plan = PLAN;
        payments[1].interestCents = 3;
        payments[2].interestCents = 1;
        vm.expectEmit(address(token));
        emit Transfer(address(escrow), payeeOf(1), 33 * UNITS);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutReleased(INSURER, BATCH, 1, payeeOf(1), 30, 3, 0, 33 * UNITS);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutReleased(INSURER, BATCH, 3, payeeOf(3), 5, 1, 0, 6 * UNITS);
        pay(payments);
        assertEq(escrow.balanceOf(INSURER), 61 * UNITS, "balance");
    }

    function test_PayBatch_PaysApartWhatStandsApart() public {
        fund(100);
        IEscrow.Payment[] memory payments = three(10, 20, 5);
        payments[2].provider = 1;
        pay(payments);
        assertEq(token.balanceOf(payeeOf(1)), 15 * UNITS, "two transfers");
    }

    function test_PayBatch_NothingToPay() public {
        pay(new IEscrow.Payment[](0));
        pay(three(0, 0, 0));
        assertEq(escrow.totalOwedOf(INSURER), 0, "owed");
    }

    function test_PayBatch_ScalesCents() public {
        EighteenDecimalToken wide = new EighteenDecimalToken();
        escrow = escrowOf(wide);
        wide.mint(address(this), 1 ether);
        wide.approve(address(escrow), 1 ether);
        escrow.deposit(INSURER, 1 ether);
        pay(1, PLAIN_PLAN, 7);
        assertEq(wide.balanceOf(payeeOf(1)), 0.07 ether, "payout");
    }

    function test_PayBatch_FundsLackIsOwed() public {
        fund(25);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutReleased(INSURER, BATCH, 1, payeeOf(1), 20, 0, 0, 20 * UNITS);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutOwed(INSURER, BATCH, 2, PLAIN_PLAN, 10, IEscrow.OwedReason.FundsLacking);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutOwed(INSURER, BATCH, 3, PLAIN_PLAN, 5, IEscrow.OwedReason.FundsLacking);
        pay(three(20, 10, 5));
        assertEq(owed(2, PLAIN_PLAN), 10, "owed");
        assertEq(owed(3, PLAIN_PLAN), 5, "reserved for the debt before it");
        assertEq(escrow.totalOwedOf(INSURER), 15, "total owed");
        assertEq(escrow.balanceOf(INSURER), 5 * UNITS, "balance");
        assertEq(escrow.freeOf(INSURER), 0, "free");
    }

    function test_PayBatch_AllOfAProviderIsOwed() public {
        fund(25);
        IEscrow.Payment[] memory payments = three(20, 10, 5);
        payments[1].provider = 1;
        payments[1].plan = PLAN;
        pay(payments);
        assertEq(owed(1, PLAIN_PLAN), 20, "under its plan");
        assertEq(owed(1, PLAN), 10, "under the other");
        assertEq(token.balanceOf(payeeOf(1)), 0, "not in part");
    }

    function test_PayBatch_OwedIsReserved() public {
        pay(1, PLAIN_PLAN, 30);
        fund(40);
        pay(2, PLAIN_PLAN, 20);
        assertEq(owed(2, PLAIN_PLAN), 20, "only 10 were free");
        escrow.releaseOwed(INSURER, BATCH, 1, PLAIN_PLAN);
        assertEq(token.balanceOf(payeeOf(1)), 30 * UNITS, "the older debt");
    }

    function test_RevertWhen_CallerNotPayer() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.PAYER, adjudicator));
        vm.prank(adjudicator);
        escrow.payBatch(INSURER, BATCH, NOW, three(1, 0, 0));
    }

    function test_RevertWhen_ProviderUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.ProviderNotFound.selector, 9));
        pay(9, PLAIN_PLAN, 1);
    }

    function test_RevertWhen_PlanOfOwedUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.PlanNotFound.selector, 9));
        pay(1, 9, 1);
    }

    function test_RevertWhen_PlanOfOwedZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.PlanNotFound.selector, 0));
        pay(1, 0, 1);
    }

    function test_RevertWhen_GasShortOfTransfer() public {
        fund(100);
        vm.prank(payer);
        try escrow.payBatch{gas: 150_000}(INSURER, BATCH, NOW, three(1, 0, 0)) {
            revert NotTrue("must revert");
        } catch (bytes memory data) {
            assertEq(bytes32(bytes4(data)), bytes32(Errors.GasInsufficient.selector), "selector");
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                TOKENS AND PAYEES
    //////////////////////////////////////////////////////////////////////////*/

    function test_PayBatch_TokenWithoutReturnValue() public {
        SilentToken silent = new SilentToken();
        escrow = escrowOf(IERC20Metadata(address(silent)));
        silent.mint(address(this), 100 * UNITS);
        escrow.deposit(INSURER, 100 * UNITS);
        pay(1, PLAIN_PLAN, 10);
        assertEq(silent.balanceOf(payeeOf(1)), 10 * UNITS, "payout");
        withdraw(90 * UNITS);
        assertEq(silent.balanceOf(treasurer), 90 * UNITS, "withdrawal");
    }

    function test_PayBatch_TokenWithOddAnswer() public {
        OddAnswerToken odd = new OddAnswerToken();
        escrow = escrowOf(IERC20Metadata(address(odd)));
        odd.mint(address(this), 100 * UNITS);
        escrow.deposit(INSURER, 100 * UNITS);
        odd.setAnswer(abi.encode(1, 2));
        pay(1, PLAIN_PLAN, 10);
        assertEq(owed(1, PLAIN_PLAN), 0, "true and more");
        odd.setAnswer(abi.encode(2));
        pay(2, PLAIN_PLAN, 10);
        assertEq(owed(2, PLAIN_PLAN), 10, "two is not true");
        odd.setAnswer(hex"01");
        pay(3, PLAIN_PLAN, 10);
        assertEq(owed(3, PLAIN_PLAN), 10, "a byte is not a bool");
    }

    function test_PayBatch_BlockedPayeeIsOwed() public {
        BlockingToken blocking = _useBlockingToken();
        for (uint256 mode = 1; mode <= 4; ++mode) {
            blocking.setMode(payeeOf(2), BlockingToken.Mode(mode));
            vm.expectEmit(address(escrow));
            emit IEscrow.PayoutOwed(INSURER, BATCH, 2, PLAIN_PLAN, 10, IEscrow.OwedReason.PayeeRefused);
            pay(three(10, 10, 10));
            assertEq(owed(2, PLAIN_PLAN), mode * 10, "owed");
            assertEq(blocking.balanceOf(payeeOf(3)), mode * 10 * UNITS, "the next is paid");
        }
        blocking.setMode(payeeOf(2), BlockingToken.Mode.None);
        escrow.releaseOwed(INSURER, BATCH, 2, PLAIN_PLAN);
        assertEq(blocking.balanceOf(payeeOf(2)), 40 * UNITS, "released");
        assertEq(escrow.balanceOf(INSURER), 880 * UNITS, "balance");
        assertEq(escrow.totalOwedOf(INSURER), 0, "total owed");
    }

    /// @dev Whoever sends a batch cannot make a debt of it by sending too little gas.
    function testFuzz_PayBatch_GasShortNeverOwes(uint256 gas_) public {
        HungryToken hungry = new HungryToken();
        escrow = escrowOf(hungry);
        hungry.mint(address(this), 100 * UNITS);
        hungry.approve(address(escrow), 100 * UNITS);
        escrow.deposit(INSURER, 100 * UNITS);
        vm.cool(address(hungry));
        vm.prank(payer);
        try escrow.payBatch{gas: bound(gas_, 150_000, 230_000)}(INSURER, BATCH, NOW, three(1, 0, 0)) {
            assertEq(hungry.balanceOf(payeeOf(1)), UNITS, "paid");
        } catch {
            assertEq(hungry.balanceOf(payeeOf(1)), 0, "nothing happened");
        }
        assertEq(escrow.totalOwedOf(INSURER), 0, "not owed");
    }

    function test_PayBatch_LongAnswersDoNotAddUp() public {
        BlockingToken blocking = _useBlockingToken();
        registerProviders(37);
        IEscrow.Payment[] memory payments = new IEscrow.Payment[](40);
        for (uint32 i = 0; i < payments.length; ++i) {
            payments[i] = payment(i + 1, PLAIN_PLAN, 1);
            blocking.setMode(payeeOf(i + 1), BlockingToken.Mode.AnswersTooMuch);
        }
        uint256 before = gasleft();
        pay(payments);
        assertLe(before - gasleft(), 40 * 300_000, "a bounded cost each");
        assertEq(escrow.totalOwedOf(INSURER), 40, "owed");
    }

    function test_PayBatch_EscrowAsPayeeIsOwed() public {
        registerProvider(4, address(escrow));
        fund(100);
        pay(4, PLAIN_PLAN, 10);
        assertEq(owed(4, PLAIN_PLAN), 10, "owed");
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(escrow)));
        escrow.releaseOwed(INSURER, BATCH, 4, PLAIN_PLAN);
    }

    function test_RevertGiven_TokenReenters() public {
        ReenteringToken reentering = new ReenteringToken();
        escrow = escrowOf(reentering);
        reentering.mint(address(this), 100 * UNITS);
        reentering.approve(address(escrow), 100 * UNITS);
        escrow.deposit(INSURER, 100 * UNITS);
        vm.startPrank(operator);
        manager.grantRole(RoleIds.PAYER, address(reentering), 0);
        manager.grantRole(RoleIds.ofInsurer(INSURER, IOrganizations.Role.Treasurer), address(reentering), 0);
        vm.stopPrank();
        bytes[8] memory calls = _everyCall();
        for (uint256 i = 0; i < calls.length; ++i) {
            reentering.arm(address(escrow), calls[i]);
            pay(1, PLAIN_PLAN, 1);
            assertEq(reentering.succeeded(), false, "refused");
            assertEq(
                bytes32(bytes4(reentering.answer())),
                bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector),
                "why"
            );
        }
        assertEq(reentering.balanceOf(payeeOf(1)), 8 * UNITS, "paid once each");
        assertEq(escrow.balanceOf(INSURER), 92 * UNITS, "balance");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    CONSERVATION
    //////////////////////////////////////////////////////////////////////////*/

    function testFuzz_PayBatch_PaidOrOwed(uint32 funds, uint32[3] calldata cents) public {
        fund(funds);
        pay(three(cents[0], cents[1], cents[2]));
        uint256 paid = 0;
        for (uint32 i = 0; i < 3; ++i) {
            uint256 received = token.balanceOf(payeeOf(i + 1));
            uint256 left = owed(i + 1, PLAIN_PLAN);
            assertEq(received + left * UNITS, uint256(cents[i]) * UNITS, "paid or owed, not both");
            assertTrue(received == 0 || left == 0, "never in part");
            paid += received;
        }
        assertEq(escrow.balanceOf(INSURER) + paid, uint256(funds) * UNITS, "conservation");
    }

    function testFuzz_PayBatch_InsurersApart(uint32 funds, uint32 otherFunds, uint32[3] calldata cents) public {
        registerInsurer(2);
        token.mint(address(this), uint256(otherFunds) * UNITS);
        token.approve(address(escrow), uint256(otherFunds) * UNITS);
        escrow.deposit(2, uint256(otherFunds) * UNITS);
        fund(funds);
        pay(three(cents[0], cents[1], cents[2]));
        assertEq(escrow.balanceOf(2), uint256(otherFunds) * UNITS, "untouched");
        assertEq(escrow.isSolvent(), true, "solvent");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    CONSTRUCTION
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_TokenHasOneDecimal() public {
        OneDecimalToken narrow = new OneDecimalToken();
        vm.expectRevert(abi.encodeWithSelector(Errors.TokenInvalid.selector, address(narrow)));
        escrowOf(narrow);
    }

    function test_RevertWhen_TokenHasNoCode() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.TokenInvalid.selector, stranger));
        escrowOf(IERC20Metadata(stranger));
    }

    function test_RevertWhen_OrganizationsHaveNoCode() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, stranger));
        new Escrow(address(manager), IOrganizations(stranger), plans, token);
    }

    function test_RevertWhen_PlansHaveNoCode() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, stranger));
        new Escrow(address(manager), organizations, IPlans(stranger), token);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    event Transfer(address indexed from, address indexed to, uint256 value);

    function _useBlockingToken() private returns (BlockingToken blocking) {
        blocking = new BlockingToken();
        escrow = escrowOf(blocking);
        blocking.mint(address(this), 1_000 * UNITS);
        blocking.approve(address(escrow), 1_000 * UNITS);
        escrow.deposit(INSURER, 1_000 * UNITS);
    }

    function _everyCall() private view returns (bytes[8] memory calls) {
        calls[0] = abi.encodeCall(IEscrow.payBatch, (INSURER, BATCH, NOW, three(10, 0, 0)));
        calls[1] = abi.encodeCall(IEscrow.deposit, (INSURER, 1));
        calls[2] = abi.encodeCall(IEscrow.withdraw, (INSURER, stranger, 1));
        calls[3] = abi.encodeCall(IEscrow.releaseOwed, (INSURER, BATCH, 1, PLAIN_PLAN));
        calls[4] = abi.encodeCall(IEscrow.setCap, (INSURER, 0));
        calls[5] = abi.encodeCall(IEscrow.noticeRecovery, (INSURER, BATCH, 1, PLAIN_PLAN, 1, 1));
        calls[6] = abi.encodeCall(IEscrow.activateRecovery, (1));
        calls[7] = abi.encodeCall(IEscrow.waiveRecovery, (1));
    }
}
