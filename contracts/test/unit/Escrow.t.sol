// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {Escrow} from "../../src/Escrow.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {TestToken} from "../../src/token/TestToken.sol";
import {Fixture} from "../support/Fixture.sol";
import {
    BlockingToken,
    EighteenDecimalToken,
    FeeToken,
    OneDecimalToken,
    ReenteringToken,
    SilentToken
} from "../support/tokens/Tokens.sol";

contract EscrowTest is Fixture {
    address private _payer = address(0xBEEF);

    function setUp() public override {
        super.setUp();
        registerProviders(3);
        vm.prank(operator);
        manager.grantRole(RoleIds.PAYER, _payer, 0);
    }

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
        assertEq(escrow.isSolvent(), true, "solvent");
    }

    function test_Withdraw_WhatIsNotOwed() public {
        fund(100);
        vm.expectEmit(address(escrow));
        emit IEscrow.Withdrawn(INSURER, stranger, 40 * UNITS, 60 * UNITS);
        vm.prank(treasurer);
        escrow.withdraw(INSURER, stranger, 40 * UNITS);
        assertEq(token.balanceOf(stranger), 40 * UNITS, "received");
        assertEq(escrow.balanceOf(INSURER), 60 * UNITS, "balance");
    }

    function test_Token_IsTheSettlementToken() public view {
        assertEq(escrow.token(), address(token), "token");
        assertEq(escrow.tokenUnitsPerCent(), UNITS, "units");
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
        Escrow other = _escrowOf(IERC20Metadata(fee));
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
        _pay(1, 30);
        fund(100);
        vm.expectRevert(abi.encodeWithSelector(Errors.FundsInsufficient.selector, 70 * UNITS, 70 * UNITS + 1));
        vm.prank(treasurer);
        escrow.withdraw(INSURER, treasurer, 70 * UNITS + 1);
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
        (uint32[] memory providers, uint256[] memory cents) = _lists(10, 0, 20);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutReleased(INSURER, 4, 1, payeeOf(1), 10, 10 * UNITS);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutReleased(INSURER, 4, 3, payeeOf(3), 20, 20 * UNITS);
        vm.prank(_payer);
        escrow.payBatch(INSURER, 4, providers, cents);
        assertEq(token.balanceOf(payeeOf(1)), 10 * UNITS, "first");
        assertEq(token.balanceOf(payeeOf(2)), 0, "nothing for nothing");
        assertEq(escrow.balanceOf(INSURER), 70 * UNITS, "balance");
        assertEq(escrow.isSolvent(), true, "solvent");
    }

    function test_PayBatch_ScalesCents() public {
        EighteenDecimalToken wide = new EighteenDecimalToken();
        Escrow other = _escrowOf(IERC20Metadata(wide));
        wide.mint(address(this), 1 ether);
        wide.approve(address(other), 1 ether);
        other.deposit(INSURER, 1 ether);
        (uint32[] memory providers, uint256[] memory cents) = _lists(7, 0, 0);
        vm.prank(_payer);
        other.payBatch(INSURER, 1, providers, cents);
        assertEq(wide.balanceOf(payeeOf(1)), 0.07 ether, "payout");
    }

    function test_PayBatch_FundsLackIsOwed() public {
        fund(25);
        (uint32[] memory providers, uint256[] memory cents) = _lists(20, 10, 5);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutReleased(INSURER, 4, 1, payeeOf(1), 20, 20 * UNITS);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutOwed(INSURER, 4, 2, 10);
        vm.prank(_payer);
        escrow.payBatch(INSURER, 4, providers, cents);
        assertEq(escrow.owedOf(INSURER, 2), 10, "owed");
        assertEq(escrow.owedOf(INSURER, 3), 5, "reserved for the debt before it");
        assertEq(escrow.totalOwedOf(INSURER), 15, "total owed");
        assertEq(escrow.balanceOf(INSURER), 5 * UNITS, "balance");
    }

    function test_PayBatch_OwedIsReserved() public {
        _pay(1, 30);
        fund(40);
        _pay(2, 20);
        assertEq(escrow.owedOf(INSURER, 2), 20, "only 10 were free");
        escrow.releaseOwed(INSURER, 1);
        assertEq(token.balanceOf(payeeOf(1)), 30 * UNITS, "the older debt");
    }

    function test_PayBatch_OwedAddsUp() public {
        _pay(1, 30);
        _pay(1, 12);
        assertEq(escrow.owedOf(INSURER, 1), 42, "owed");
        fund(42);
        escrow.releaseOwed(INSURER, 1);
        assertEq(token.balanceOf(payeeOf(1)), 42 * UNITS, "released");
    }

    function test_PayBatch_TokenWithoutReturnValue() public {
        SilentToken silent = new SilentToken();
        Escrow other = _escrowOf(IERC20Metadata(address(silent)));
        silent.mint(address(this), 100 * UNITS);
        other.deposit(INSURER, 100 * UNITS);
        (uint32[] memory providers, uint256[] memory cents) = _lists(10, 0, 0);
        vm.prank(_payer);
        other.payBatch(INSURER, 1, providers, cents);
        assertEq(silent.balanceOf(payeeOf(1)), 10 * UNITS, "payout");
        vm.prank(treasurer);
        other.withdraw(INSURER, treasurer, 90 * UNITS);
        assertEq(silent.balanceOf(treasurer), 90 * UNITS, "withdrawal");
    }

    function test_PayBatch_BlockedPayeeIsOwed() public {
        BlockingToken blocking = new BlockingToken();
        Escrow other = _escrowOf(IERC20Metadata(blocking));
        blocking.mint(address(this), 1_000 * UNITS);
        blocking.approve(address(other), 1_000 * UNITS);
        other.deposit(INSURER, 1_000 * UNITS);
        for (uint256 mode = 1; mode <= 4; ++mode) {
            blocking.setMode(payeeOf(2), BlockingToken.Mode(mode));
            (uint32[] memory providers, uint256[] memory cents) = _lists(10, 10, 10);
            vm.prank(_payer);
            other.payBatch(INSURER, uint32(mode), providers, cents);
            assertEq(other.owedOf(INSURER, 2), mode * 10, "owed");
            assertEq(blocking.balanceOf(payeeOf(3)), mode * 10 * UNITS, "the next is paid");
        }
        blocking.setMode(payeeOf(2), BlockingToken.Mode.None);
        other.releaseOwed(INSURER, 2);
        assertEq(blocking.balanceOf(payeeOf(2)), 40 * UNITS, "released");
        assertEq(other.balanceOf(INSURER), 880 * UNITS, "balance");
        assertEq(other.totalOwedOf(INSURER), 0, "total owed");
    }

    function test_PayBatch_EscrowAsPayeeIsOwed() public {
        IOrganizations.Provider memory info = providerInfo(4);
        info.payee = address(escrow);
        vm.prank(admin);
        organizations.registerProvider(INSURER, 4, info);
        fund(100);
        _pay(4, 10);
        assertEq(escrow.owedOf(INSURER, 4), 10, "owed");
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(escrow)));
        escrow.releaseOwed(INSURER, 4);
    }

    function test_ReleaseOwed_AfterDeposit() public {
        _pay(1, 30);
        fund(100);
        vm.expectEmit(address(escrow));
        emit IEscrow.OwedReleased(INSURER, 1, payeeOf(1), 30, 30 * UNITS);
        vm.prank(stranger);
        escrow.releaseOwed(INSURER, 1);
        assertEq(escrow.owedOf(INSURER, 1), 0, "owed");
        assertEq(escrow.totalOwedOf(INSURER), 0, "total owed");
        assertEq(escrow.balanceOf(INSURER), 70 * UNITS, "balance");
    }

    function test_IsSolvent_ShowsMissingTokens() public {
        fund(100);
        vm.prank(address(escrow));
        token.transfer(stranger, 1);
        assertEq(escrow.isSolvent(), false, "one unit short");
    }

    function testFuzz_PayBatch_PaidOrOwed(uint32 funds, uint32 first, uint32 second, uint32 third) public {
        fund(funds);
        (uint32[] memory providers, uint256[] memory cents) = _lists(first, second, third);
        vm.prank(_payer);
        escrow.payBatch(INSURER, 1, providers, cents);
        uint256 paid = 0;
        for (uint32 i = 0; i < 3; ++i) {
            uint256 received = token.balanceOf(payeeOf(i + 1));
            assertEq(received + escrow.owedOf(INSURER, i + 1) * UNITS, cents[i] * UNITS, "paid or owed, not both");
            assertTrue(received == 0 || escrow.owedOf(INSURER, i + 1) == 0, "never in part");
            paid += received;
        }
        assertEq(escrow.balanceOf(INSURER) + paid, uint256(funds) * UNITS, "conservation");
    }

    function test_RevertWhen_CallerNotPayer() public {
        (uint32[] memory providers, uint256[] memory cents) = _lists(1, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.PAYER, adjudicator));
        vm.prank(adjudicator);
        escrow.payBatch(INSURER, 1, providers, cents);
    }

    function test_RevertWhen_ProviderUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.ProviderNotFound.selector, 9));
        _pay(9, 1);
    }

    function test_RevertWhen_GasShortOfTransfer() public {
        fund(100);
        (uint32[] memory providers, uint256[] memory cents) = _lists(1, 0, 0);
        vm.prank(_payer);
        try escrow.payBatch{gas: 150_000}(INSURER, 1, providers, cents) {
            revert NotTrue("must revert");
        } catch (bytes memory data) {
            assertEq(bytes32(bytes4(data)), bytes32(Errors.GasInsufficient.selector), "selector");
        }
    }

    function test_RevertGiven_NothingOwed() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.NothingOwed.selector, INSURER, 1));
        escrow.releaseOwed(INSURER, 1);
    }

    function test_RevertGiven_OwedReleased() public {
        _pay(1, 30);
        fund(100);
        escrow.releaseOwed(INSURER, 1);
        vm.expectRevert(abi.encodeWithSelector(Errors.NothingOwed.selector, INSURER, 1));
        escrow.releaseOwed(INSURER, 1);
    }

    function test_RevertGiven_FundsStillLack() public {
        _pay(1, 30);
        fund(29);
        vm.expectRevert(abi.encodeWithSelector(Errors.FundsInsufficient.selector, 29 * UNITS, 30 * UNITS));
        escrow.releaseOwed(INSURER, 1);
    }

    function test_RevertGiven_PayeeStillBlocked() public {
        BlockingToken blocking = new BlockingToken();
        Escrow other = _escrowOf(IERC20Metadata(blocking));
        blocking.setMode(payeeOf(1), BlockingToken.Mode.AnswersFalse);
        blocking.mint(address(this), 100 * UNITS);
        blocking.approve(address(other), 100 * UNITS);
        other.deposit(INSURER, 100 * UNITS);
        (uint32[] memory providers, uint256[] memory cents) = _lists(10, 0, 0);
        vm.prank(_payer);
        other.payBatch(INSURER, 1, providers, cents);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(blocking)));
        other.releaseOwed(INSURER, 1);
    }

    function test_RevertGiven_TokenReenters() public {
        ReenteringToken reentering = new ReenteringToken();
        Escrow other = _escrowOf(IERC20Metadata(reentering));
        reentering.mint(address(this), 100 * UNITS);
        reentering.approve(address(other), 100 * UNITS);
        other.deposit(INSURER, 50 * UNITS);
        vm.prank(operator);
        manager.grantRole(RoleIds.PAYER, address(reentering), 0);
        (uint32[] memory providers, uint256[] memory cents) = _lists(10, 0, 0);
        bytes memory again = abi.encodeCall(IEscrow.payBatch, (INSURER, 2, providers, cents));
        reentering.arm(address(other), again);
        vm.prank(_payer);
        other.payBatch(INSURER, 1, providers, cents);
        assertEq(reentering.succeeded(), false, "refused");
        assertEq(
            bytes32(bytes4(reentering.answer())),
            bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector),
            "why"
        );
        assertEq(reentering.balanceOf(payeeOf(1)), 10 * UNITS, "paid once");
    }

    function test_RevertWhen_TokenHasOneDecimal() public {
        OneDecimalToken narrow = new OneDecimalToken();
        vm.expectRevert(abi.encodeWithSelector(Errors.TokenInvalid.selector, address(narrow)));
        new Escrow(address(manager), organizations, IERC20Metadata(narrow));
    }

    function test_RevertWhen_TokenHasNoCode() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.TokenInvalid.selector, stranger));
        new Escrow(address(manager), organizations, IERC20Metadata(stranger));
    }

    function test_RevertWhen_OrganizationsHaveNoCode() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, stranger));
        new Escrow(address(manager), IOrganizations(stranger), token);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _escrowOf(IERC20Metadata settlementToken) private returns (Escrow) {
        return new Escrow(address(manager), organizations, settlementToken);
    }

    function _pay(uint32 provider, uint256 cents) private {
        uint32[] memory providers = new uint32[](1);
        uint256[] memory amounts = new uint256[](1);
        (providers[0], amounts[0]) = (provider, cents);
        vm.prank(_payer);
        escrow.payBatch(INSURER, 1, providers, amounts);
    }

    function _lists(uint256 first, uint256 second, uint256 third)
        private
        pure
        returns (uint32[] memory providers, uint256[] memory cents)
    {
        providers = new uint32[](3);
        cents = new uint256[](3);
        (providers[0], providers[1], providers[2]) = (1, 2, 3);
        (cents[0], cents[1], cents[2]) = (first, second, third);
    }
}
