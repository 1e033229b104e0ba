// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {RoleGuarded} from "./base/RoleGuarded.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {Errors} from "./libraries/Errors.sol";
import {RoleIds} from "./libraries/RoleIds.sol";

/// @title Escrow
/// @notice Each insurer's settlement tokens; pays what was determined, or keeps it owed; never both.
///
/// @dev ROLES
/// - Only a holder of PAYER, a ledger version, releases payouts (test_RevertWhen_CallerNotPayer).
/// - Only the insurer's Treasurer takes money back, and never what is owed (test_RevertWhen_CallerNotTreasurer,
///   test_RevertWhen_WithdrawTouchesOwed).
/// - There is no owner, no proxy and no way to move one insurer's money for another (invariant_Conservation).
///
/// MONEY
/// - Deposits = payouts + withdrawals + balance, for each insurer (invariant_Conservation).
/// - Cents become token units here and nowhere else, by a whole factor: nothing is rounded (test_PayBatch_ScalesCents).
/// - A sum is either transferred or owed, and an owed sum is transferred once (test_RevertGiven_NothingOwed).
/// - New payouts do not draw on what is reserved for older debts (test_PayBatch_OwedIsReserved).
///
/// TOKEN REQUIREMENTS
/// - An ERC-20 with 2 to 30 decimals (test_RevertWhen_TokenHasOneDecimal). No return value is fine
///   (test_PayBatch_TokenWithoutReturnValue).
/// - A fee on transfer is refused at deposit (test_RevertGiven_TokenTakesFee). A token whose balances change by themselves,
///   or that takes more from the sender than it is told to, must not be used: {isSolvent} would show it.
/// - A token that calls back cannot enter again (test_RevertGiven_TokenReenters).
///
/// LIVENESS
/// - A payee that cannot receive is owed and does not block the others (test_PayBatch_BlockedPayeeIsOwed); its transfer
///   has a gas allowance, and a sender short of gas reverts instead (test_RevertWhen_GasShortOfTransfer).
/// - Anybody may release what is owed (test_ReleaseOwed_AfterDeposit).
contract Escrow is IEscrow, RoleGuarded, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev Both below 2^128: a balance is of tokens that arrived, a debt is a sum of 40-bit cents.
    struct Account {
        uint128 balance; // units of the token's decimals
        uint128 owedCents;
    }

    /// @notice The gas that one payout's transfer may use.
    uint256 public constant TRANSFER_GAS = 150_000;

    IOrganizations private immutable _organizations;
    IERC20 private immutable _token;

    /// @inheritdoc IEscrow
    uint256 public immutable tokenUnitsPerCent;

    uint256 private _totalBalance;
    mapping(uint32 insurer => Account) private _accounts;
    mapping(uint256 insurerAndProvider => uint256 cents) private _owed;

    constructor(address manager, IOrganizations organizations, IERC20Metadata settlementToken) RoleGuarded(manager) {
        _checkCode(address(organizations));
        if (address(settlementToken).code.length == 0) revert Errors.TokenInvalid(address(settlementToken));
        uint8 decimals = settlementToken.decimals();
        if (decimals < 2 || decimals > 30) revert Errors.TokenInvalid(address(settlementToken));
        _organizations = organizations;
        _token = settlementToken;
        tokenUnitsPerCent = 10 ** (decimals - 2);
    }

    /// @inheritdoc IEscrow
    function deposit(uint32 insurer, uint256 tokenAmount) external nonReentrant {
        if (!_organizations.isInsurer(insurer)) revert Errors.InsurerNotFound(insurer);
        uint256 before = _token.balanceOf(address(this));
        _token.safeTransferFrom(msg.sender, address(this), tokenAmount);
        uint256 received = _token.balanceOf(address(this)) - before;
        if (received != tokenAmount) revert Errors.DepositMismatch({expected: tokenAmount, received: received});

        Account storage account = _accounts[insurer];
        uint128 balance = SafeCast.toUint128(account.balance + tokenAmount);
        account.balance = balance;
        _totalBalance += tokenAmount;
        emit Deposited(insurer, msg.sender, tokenAmount, balance);
    }

    /// @inheritdoc IEscrow
    function withdraw(uint32 insurer, address to, uint256 tokenAmount) external nonReentrant {
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Treasurer));
        if (to == address(0) || to == address(this)) revert Errors.AddressInvalid(to);
        Account storage account = _accounts[insurer];
        uint256 free = _freeOf(account.balance, account.owedCents);
        if (tokenAmount > free) revert Errors.FundsInsufficient({available: free, requested: tokenAmount});

        uint128 balance = SafeCast.toUint128(account.balance - tokenAmount);
        account.balance = balance;
        _totalBalance -= tokenAmount;
        emit Withdrawn(insurer, to, tokenAmount, balance);
        _token.safeTransfer(to, tokenAmount);
    }

    /// @inheritdoc IEscrow
    function payBatch(uint32 insurer, uint32 batch, uint64, Payment[] calldata payments) external nonReentrant {
        _checkRole(RoleIds.PAYER);
        // The account is written once, after the transfers: nothing can enter between, see TOKEN REQUIREMENTS.
        Account memory account = _accounts[insurer];
        uint256 balanceBefore = account.balance;
        for (uint256 i = 0; i < payments.length; ++i) {
            _pay(account, insurer, batch, payments[i].provider, payments[i].cents + payments[i].interestCents);
        }
        _accounts[insurer] = account;
        _totalBalance -= balanceBefore - account.balance;
    }

    function noticeRecovery(uint32, uint32, uint32, uint32, uint256, uint64) external pure returns (uint256) {
        return 0;
    }

    /// @inheritdoc IEscrow
    function releaseOwed(uint32 insurer, uint32 provider) external nonReentrant {
        uint256 cents = _owed[_pairKey(insurer, provider)];
        if (cents == 0) revert Errors.NothingOwed(insurer, provider);
        uint256 tokenAmount = cents * tokenUnitsPerCent;
        Account storage account = _accounts[insurer];
        if (tokenAmount > account.balance) {
            revert Errors.FundsInsufficient({available: account.balance, requested: tokenAmount});
        }

        delete _owed[_pairKey(insurer, provider)];
        account.balance = SafeCast.toUint128(account.balance - tokenAmount);
        account.owedCents = SafeCast.toUint128(account.owedCents - cents);
        _totalBalance -= tokenAmount;
        address payee = _organizations.payeeOf(provider);
        if (payee == address(this)) revert Errors.AddressInvalid(payee);
        emit OwedReleased(insurer, provider, payee, cents, tokenAmount);
        _token.safeTransfer(payee, tokenAmount);
    }

    /// @inheritdoc IEscrow
    function balanceOf(uint32 insurer) external view returns (uint256 tokenAmount) {
        return _accounts[insurer].balance;
    }

    /// @inheritdoc IEscrow
    function owedOf(uint32 insurer, uint32 provider) external view returns (uint256 cents) {
        return _owed[_pairKey(insurer, provider)];
    }

    /// @inheritdoc IEscrow
    function totalOwedOf(uint32 insurer) external view returns (uint256 cents) {
        return _accounts[insurer].owedCents;
    }

    /// @inheritdoc IEscrow
    function isSolvent() external view returns (bool) {
        return _token.balanceOf(address(this)) >= _totalBalance;
    }

    /// @inheritdoc IEscrow
    function token() external view returns (address) {
        return address(_token);
    }

    function _pay(Account memory account, uint32 insurer, uint32 batch, uint32 provider, uint256 cents) private {
        address payee = _organizations.payeeOf(provider);
        if (payee == address(0)) revert Errors.ProviderNotFound(provider);
        uint256 tokenAmount = cents * tokenUnitsPerCent;
        if (tokenAmount <= _freeOf(account.balance, account.owedCents) && _tryTransfer(payee, tokenAmount)) {
            account.balance = SafeCast.toUint128(account.balance - tokenAmount);
            emit PayoutReleased(insurer, batch, provider, payee, cents, tokenAmount);
        } else {
            account.owedCents = SafeCast.toUint128(account.owedCents + cents);
            _owed[_pairKey(insurer, provider)] += cents;
            emit PayoutOwed(insurer, batch, provider, cents);
        }
    }

    /// @dev A transfer with a gas allowance that never reverts for what the token or the payee does.
    function _tryTransfer(address payee, uint256 tokenAmount) private returns (bool) {
        if (payee == address(this)) return false;
        // A call gets at most 63/64 of the gas that is left.
        uint256 needed = TRANSFER_GAS + TRANSFER_GAS / 32;
        if (gasleft() < needed) revert Errors.GasInsufficient({available: gasleft(), requested: needed});
        (bool success, bytes memory answer) =
            address(_token).call{gas: TRANSFER_GAS}(abi.encodeCall(IERC20.transfer, (payee, tokenAmount)));
        if (!success) return false;
        return answer.length == 0 || (answer.length >= 32 && abi.decode(answer, (uint256)) == 1);
    }

    function _freeOf(uint256 balance, uint256 owedCents) private view returns (uint256) {
        uint256 reserved = owedCents * tokenUnitsPerCent;
        return reserved < balance ? balance - reserved : 0;
    }

    function _pairKey(uint32 insurer, uint32 provider) private pure returns (uint256) {
        return (uint256(insurer) << 32) | provider;
    }
}
