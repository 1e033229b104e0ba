// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {InsurerKeys} from "./base/InsurerKeys.sol";
import {RoleGuarded} from "./base/RoleGuarded.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {Errors} from "./libraries/Errors.sol";
import {RoleIds} from "./libraries/RoleIds.sol";

/// @title Organizations
/// @notice Providers, who may sign for them, and where their money goes. Insurers and their keys are {InsurerKeys}.
///
/// @dev ROLES
/// - Only the insurer's Admin registers providers (test_RevertWhen_CallerNotAdmin).
/// - A provider has two keys. The signer proposes, the guardian confirms and puts in another signer. Where a provider that
///   delegates signing has no guardian, the Admin of the insurer that registered it is
///   (test_ConfirmPayee_ByAdminWithoutGuardian).
/// - Signer, guardian and that Admin are different keys (test_RevertWhen_SignerIsGuardian, test_RevertWhen_SignerIsAdmin,
///   test_RevertWhen_GuardianIsAdmin).
///
/// MONEY
/// - No key alone moves a payee, not even by replacing the other one first (testFuzz_Payee_NoKeyAloneMovesIt). Therefore
///   a signer that the guardian put in proposes nothing until the Admin confirms it, or the operator where the Admin is the
///   guardian (test_RevertGiven_SignerUnconfirmed); and a guardian that the signer proposed needs the confirmation of the
///   old one or of the Admin (test_RevertWhen_SignerConfirmsGuardian).
/// - The operator can make itself an Admin. A provider without a guardian of its own trusts it
///   (test_Payee_OperatorMovesItWithoutGuardian); one with a guardian need not (testFuzz_Payee_NoKeyAloneMovesIt).
/// - The payee is that of the day on which a sum is released (test_ConfirmPayee_TakesEffect).
///
/// TIME
/// - Payee and guardian change three days after the proposal at the earliest (testFuzz_RevertWhen_PayeeConfirmedEarly,
///   testFuzz_RevertWhen_GuardianConfirmedEarly), and another proposal begins the delay anew
///   (test_RevertWhen_ProposalReplaced). Signers change at once (test_RotateSigner_AtOnce).
///
/// PRIVACY
/// - Keys and payees are of organizations, never of patients. No name is kept.
///
/// LIVENESS
/// - An id is chosen by the caller and must not be in use, so a call that is sent twice cannot register twice
///   (test_RevertWhen_ProviderIdTaken), and calls of several signers may arrive in any order (test_RegisterProvider_AnyOrder).
/// - Either of a provider's keys can be lost: the guardian replaces the signer, signer and Admin the guardian
///   (test_ConfirmGuardian_ByAdmin).
contract Organizations is InsurerKeys {
    struct ProviderRecord {
        address signer; // this slot is all that a receipt reads
        bool isDelegated;
        bool isSignerUnconfirmed;
        uint32 registeredBy;
        address payee; // this slot is all that a payout reads
        address guardian;
    }

    /// @inheritdoc IOrganizations
    uint64 public constant PAYEE_DELAY = 3 days;

    /// @inheritdoc IOrganizations
    uint32 public providerCount;

    mapping(uint32 provider => ProviderRecord) private _providers;
    mapping(uint32 provider => Proposal) private _payeeProposals;
    mapping(uint32 provider => Proposal) private _guardianProposals;

    constructor(address manager) RoleGuarded(manager) {}

    /// @inheritdoc IOrganizations
    function registerProvider(uint32 insurer, uint32 provider, Provider calldata info) external {
        _checkRole(RoleIds.ofInsurer(insurer, Role.Admin));
        _checkFree(provider, _providers[provider].signer != address(0));
        _checkAddress(info.payee);
        _checkAddress(info.signer);
        _checkGuarded(info.guardian, info.isDelegated);
        _checkApart(insurer, info.signer, info.guardian);
        _checkApart(insurer, info.guardian, info.signer);

        ++providerCount;
        _providers[provider] = ProviderRecord({
            signer: info.signer,
            isDelegated: info.isDelegated,
            isSignerUnconfirmed: false,
            registeredBy: insurer,
            payee: info.payee,
            guardian: info.guardian
        });
        emit ProviderRegistered({
            provider: provider,
            registeredBy: insurer,
            signer: info.signer,
            payee: info.payee,
            guardian: info.guardian,
            isDelegated: info.isDelegated
        });
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       PAYEE
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IOrganizations
    function proposePayee(uint32 provider, address payee) external {
        _checkSigner(provider);
        _checkAddress(payee);

        uint64 readyAt = _readyAfter(PAYEE_DELAY);
        _payeeProposals[provider] = Proposal({proposed: payee, readyAt: readyAt});
        emit PayeeProposed(provider, payee, readyAt);
    }

    /// @inheritdoc IOrganizations
    function confirmPayee(uint32 provider, address payee) external {
        ProviderRecord storage record = _recordOf(provider);
        if (!_isGuardian(record, msg.sender)) revert Errors.SenderNotGuardian(provider, msg.sender);
        _checkProposal(_payeeProposals[provider], payee);

        address previous = record.payee;
        record.payee = payee;
        delete _payeeProposals[provider];
        emit PayeeChanged({provider: provider, payee: payee, previous: previous, confirmedBy: msg.sender});
    }

    /// @inheritdoc IOrganizations
    function cancelPayee(uint32 provider) external {
        _checkParty(provider);
        if (!_dropPayee(provider)) revert Errors.ProposalNotFound(address(0));
    }

    function _dropPayee(uint32 provider) private returns (bool) {
        address payee = _payeeProposals[provider].proposed;
        if (payee == address(0)) return false;
        delete _payeeProposals[provider];
        emit PayeeProposalCancelled(provider, payee, msg.sender);
        return true;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  SIGNER AND GUARDIAN
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IOrganizations
    function proposeGuardian(uint32 provider, address guardian) external {
        ProviderRecord storage record = _checkSigner(provider);
        _checkGuarded(guardian, record.isDelegated);
        _checkApart(record.registeredBy, guardian, record.signer);

        uint64 readyAt = _readyAfter(PAYEE_DELAY);
        _guardianProposals[provider] = Proposal({proposed: guardian, readyAt: readyAt});
        emit GuardianProposed(provider, guardian, readyAt);
    }

    /// @inheritdoc IOrganizations
    function confirmGuardian(uint32 provider, address guardian) external {
        ProviderRecord storage record = _recordOf(provider);
        bool mayConfirm =
            _isGuardian(record, msg.sender) || (_isAdmin(record, msg.sender) && msg.sender != record.signer);
        if (!mayConfirm) revert Errors.SenderNotGuardian(provider, msg.sender);
        _checkProposal(_guardianProposals[provider], guardian);

        address previous = record.guardian;
        record.guardian = guardian;
        delete _guardianProposals[provider];
        emit GuardianChanged({provider: provider, guardian: guardian, previous: previous, confirmedBy: msg.sender});
    }

    /// @inheritdoc IOrganizations
    function cancelGuardian(uint32 provider) external {
        _checkParty(provider);
        if (!_dropGuardian(provider)) revert Errors.ProposalNotFound(address(0));
    }

    /// @inheritdoc IOrganizations
    function rotateSigner(uint32 provider, address signer, bool isDelegated) external {
        ProviderRecord storage record = _recordOf(provider);
        if (!_isGuardian(record, msg.sender)) revert Errors.SenderNotGuardian(provider, msg.sender);
        _checkAddress(signer);
        _checkGuarded(record.guardian, isDelegated);
        _checkApart(record.registeredBy, signer, record.guardian);

        _dropPayee(provider);
        _dropGuardian(provider);
        address previous = record.signer;
        record.signer = signer;
        record.isDelegated = isDelegated;
        record.isSignerUnconfirmed = true;
        emit SignerChanged({
            provider: provider, signer: signer, previous: previous, isDelegated: isDelegated, changedBy: msg.sender
        });
    }

    /// @inheritdoc IOrganizations
    function confirmSigner(uint32 provider, address signer) external {
        ProviderRecord storage record = _recordOf(provider);
        address guardian = record.guardian;
        _checkRole(guardian == address(0) ? RoleIds.ADMIN : RoleIds.ofInsurer(record.registeredBy, Role.Admin));
        if (msg.sender == guardian || msg.sender == record.signer) {
            revert Errors.SecondKeyMissing(provider, msg.sender);
        }
        if (record.signer != signer || !record.isSignerUnconfirmed) revert Errors.ProposalNotFound(signer);

        record.isSignerUnconfirmed = false;
        emit SignerConfirmed(provider, signer, msg.sender);
    }

    function _dropGuardian(uint32 provider) private returns (bool) {
        Proposal memory proposal = _guardianProposals[provider];
        if (proposal.readyAt == 0) return false;
        delete _guardianProposals[provider];
        emit GuardianProposalCancelled(provider, proposal.proposed, msg.sender);
        return true;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       VIEWS
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IOrganizations
    function providerOf(uint32 provider) external view returns (Provider memory) {
        ProviderRecord memory record = _providers[provider];
        return Provider({
            signer: record.signer, payee: record.payee, guardian: record.guardian, isDelegated: record.isDelegated
        });
    }

    /// @inheritdoc IOrganizations
    function signerOf(uint32 provider) external view returns (address signer, bool isDelegated) {
        ProviderRecord storage record = _providers[provider];
        return (record.signer, record.isDelegated);
    }

    /// @inheritdoc IOrganizations
    function payeeOf(uint32 provider) external view returns (address payee) {
        return _providers[provider].payee;
    }

    /// @inheritdoc IOrganizations
    function registrarOf(uint32 provider) external view returns (uint32 insurer) {
        return _providers[provider].registeredBy;
    }

    /// @inheritdoc IOrganizations
    function isSignerConfirmed(uint32 provider) external view returns (bool) {
        ProviderRecord storage record = _providers[provider];
        return record.signer != address(0) && !record.isSignerUnconfirmed;
    }

    /// @inheritdoc IOrganizations
    function payeeProposalOf(uint32 provider) external view returns (Proposal memory) {
        return _payeeProposals[provider];
    }

    /// @inheritdoc IOrganizations
    function guardianProposalOf(uint32 provider) external view returns (Proposal memory) {
        return _guardianProposals[provider];
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      CHECKS
    //////////////////////////////////////////////////////////////////////////*/

    function _recordOf(uint32 provider) private view returns (ProviderRecord storage record) {
        record = _providers[provider];
        if (record.signer == address(0)) revert Errors.ProviderNotFound(provider);
    }

    /// @dev Only the guardian; never the signer, even if it came to hold the Admin role.
    function _isGuardian(ProviderRecord storage record, address account) private view returns (bool) {
        if (account == record.signer) return false;
        address guardian = record.guardian;
        return guardian == address(0) ? _isAdmin(record, account) : account == guardian;
    }

    function _isAdmin(ProviderRecord storage record, address account) private view returns (bool) {
        return _holds(RoleIds.ofInsurer(record.registeredBy, Role.Admin), account);
    }

    function _checkSigner(uint32 provider) private view returns (ProviderRecord storage record) {
        record = _recordOf(provider);
        if (msg.sender != record.signer) revert Errors.SenderNotSigner(provider, msg.sender);
        if (record.isSignerUnconfirmed) revert Errors.SignerUnconfirmed(provider, msg.sender);
    }

    function _checkParty(uint32 provider) private view {
        ProviderRecord storage record = _recordOf(provider);
        if (msg.sender == record.signer || _isGuardian(record, msg.sender)) return;
        revert Errors.SenderNotGuardian(provider, msg.sender);
    }

    function _checkProposal(Proposal storage proposal, address given) private view {
        uint64 readyAt = proposal.readyAt;
        if (readyAt == 0 || proposal.proposed != given) revert Errors.ProposalNotFound(given);
        _checkReady(readyAt);
    }

    function _checkGuarded(address guardian, bool isDelegated) private pure {
        if (!isDelegated) _checkAddress(guardian);
    }

    /// @dev A provider's key is neither its other one nor that of the insurer's Admin.
    function _checkApart(uint32 insurer, address key, address otherKey) private view {
        if (key == otherKey || _holds(RoleIds.ofInsurer(insurer, Role.Admin), key)) revert Errors.AddressInvalid(key);
    }
}
