// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IOrganizations
/// @notice Insurers, providers, their keys, and how keys and payees change.
interface IOrganizations {
    /// @notice What an insurer's key may do. Each is a role of the AccessManager: `insurer << 8 | role`.
    enum Role {
        Admin, // manages keys, providers and plans
        Gateway, // posts receipts and consent roots
        Adjudicator, // settles
        Treasurer, // funds and withdraws
        Enroller, // opens coverage years
        Approver // allows payouts above the daily cap
    }

    struct Provider {
        address signer; // signs submissions
        address payee; // receives payouts
        address guardian; // the second key; zero: the Admin of the insurer that registered the provider
        bool isDelegated; // the signer's key is held by the gateway
    }

    /// @notice An address that is to take a place, not before a Unix timestamp. All zero when there is none.
    struct Proposal {
        address proposed;
        uint64 readyAt;
    }

    /// @notice An insurer was registered. Its keys follow as {KeyChanged}.
    event InsurerRegistered(uint32 indexed insurer, address indexed admin);
    /// @notice An insurer's role passed to `key`. `previous` is zero at registration and after a revocation.
    event KeyChanged(uint32 indexed insurer, Role indexed role, address indexed key, address previous);
    /// @notice A key may take a role from `readyAt` on, by accepting it.
    event KeyProposed(
        uint32 indexed insurer, Role indexed role, address indexed key, address proposedBy, uint64 readyAt
    );
    /// @notice A key that was proposed will not take the role.
    event KeyProposalCancelled(uint32 indexed insurer, Role indexed role, address indexed key, address cancelledBy);
    /// @notice A key lost its role, which nobody holds until another is put in.
    event KeyRevoked(uint32 indexed insurer, Role indexed role, address indexed key);

    /// @notice An insurer registered a provider. `isDelegated`: the gateway holds the signer's key.
    event ProviderRegistered(
        uint32 indexed provider,
        uint32 indexed registeredBy,
        address signer,
        address payee,
        address guardian,
        bool isDelegated
    );
    /// @notice Payouts are to go to another address: from `readyAt` on the guardian may confirm it.
    event PayeeProposed(uint32 indexed provider, address payee, uint64 readyAt);
    /// @notice A payee that was proposed will not be paid.
    event PayeeProposalCancelled(uint32 indexed provider, address payee, address cancelledBy);
    /// @notice The provider's payouts go to `payee` from now on.
    event PayeeChanged(uint32 indexed provider, address payee, address previous, address confirmedBy);
    /// @notice Another address is to be the provider's second key: it may be confirmed from `readyAt` on.
    event GuardianProposed(uint32 indexed provider, address guardian, uint64 readyAt);
    /// @notice A guardian that was proposed will not take its place.
    event GuardianProposalCancelled(uint32 indexed provider, address guardian, address cancelledBy);
    /// @notice The provider's second key is `guardian` from now on.
    event GuardianChanged(uint32 indexed provider, address guardian, address previous, address confirmedBy);
    /// @notice The signer changed and is not confirmed: it signs submissions and proposes nothing.
    event SignerChanged(uint32 indexed provider, address signer, address previous, bool isDelegated, address changedBy);
    /// @notice The signer that was put in is confirmed: it may propose payees and guardians.
    event SignerConfirmed(uint32 indexed provider, address signer, address confirmedBy);

    /*//////////////////////////////////////////////////////////////////////////
                                     INSURERS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Registers an insurer and grants each of its roles to a key. The id is chosen by the caller.
    ///
    /// @dev Emits {InsurerRegistered}, then one {KeyChanged} a role; the AccessManager emits one `RoleGranted` a role.
    ///
    /// Requirements:
    /// - The sender must hold the AccessManager's ADMIN role, else {Errors.RoleMissing}.
    /// - This contract must hold it too, else the manager's `AccessManagerUnauthorizedAccount`.
    /// - `insurer` must be nonzero and not in use, else {Errors.IdTaken}.
    /// - No key may be zero, else {Errors.AddressInvalid}.
    ///
    /// @param keys In the order of {Role}. One address may stand for several.
    function registerInsurer(uint32 insurer, address[6] calldata keys) external;

    /// @notice Proposes another key for a role. Gateway, Adjudicator and Enroller pass to it at once.
    ///
    /// @dev Emits {KeyChanged} at once, or {KeyProposed} for Admin, Treasurer and Approver.
    ///
    /// Notes:
    /// - A proposal that stands for the role is replaced, and the delay begins anew.
    /// - A proposal falls with the Admin that made it.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Admin role, else {Errors.RoleMissing}.
    /// - `key` must be neither zero nor a holder of the role, else {Errors.AddressInvalid}.
    function proposeKey(uint32 insurer, Role role, address key) external;

    /// @notice Takes the proposed role. Only the proposed key itself, which so proves that somebody has it.
    ///
    /// @dev Emits {KeyChanged}.
    ///
    /// Requirements:
    /// - The sender must be proposed for the role, else {Errors.ProposalNotFound}.
    /// - {KEY_DELAY} must have passed, else {Errors.ProposalNotReady}.
    /// - Who proposed it must still hold the insurer's Admin role, else {Errors.RoleMissing}.
    function acceptKey(uint32 insurer, Role role) external;

    /// @notice Drops the proposal that stands for a role.
    ///
    /// @dev Emits {KeyProposalCancelled}.
    ///
    /// Requirements:
    /// - The sender must hold the role, or the insurer's Admin role, else {Errors.RoleMissing}.
    /// - A proposal must stand, else {Errors.ProposalNotFound}.
    function cancelKey(uint32 insurer, Role role) external;

    /// @notice Takes a role from a key at once. The role has no key then until another is proposed.
    ///
    /// @dev Emits {KeyRevoked}. A proposal for the role stands on: neither sooner nor later.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Admin role, else {Errors.RoleMissing}.
    /// - `key` must hold the role, else {Errors.RoleMissing}.
    function revokeKey(uint32 insurer, Role role, address key) external;

    /*//////////////////////////////////////////////////////////////////////////
                                     PROVIDERS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Registers a provider on behalf of an insurer. The id is chosen by the caller, over all insurers.
    ///
    /// @dev Emits {ProviderRegistered}.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Admin role, else {Errors.RoleMissing}.
    /// - `provider` must be nonzero and not in use, else {Errors.IdTaken}.
    /// - Signer and payee must not be zero, nor the guardian unless signing is delegated, else {Errors.AddressInvalid}.
    /// - Signer, guardian and the insurer's Admin must be different keys, else {Errors.AddressInvalid}.
    function registerProvider(uint32 insurer, uint32 provider, Provider calldata info) external;

    /// @notice Proposes another payee. It takes effect with the guardian's confirmation, not before {PAYEE_DELAY}.
    ///
    /// @dev Emits {PayeeProposed}. A proposal that stands is replaced, and the delay begins anew.
    ///
    /// Requirements:
    /// - The provider must be registered, else {Errors.ProviderNotFound}.
    /// - The sender must be its signer, else {Errors.SenderNotSigner}, and confirmed, else {Errors.SignerUnconfirmed}.
    /// - `payee` must not be zero, else {Errors.AddressInvalid}.
    function proposePayee(uint32 provider, address payee) external;

    /// @notice Puts the proposed payee in. Sums that are owed go to the payee of the day on which they are released.
    ///
    /// @dev Emits {PayeeChanged}.
    ///
    /// Requirements:
    /// - The provider must be registered, else {Errors.ProviderNotFound}.
    /// - The sender must be its guardian, and not its signer too, else {Errors.SenderNotGuardian}.
    /// - The proposal that stands must be for `payee`, else {Errors.ProposalNotFound}.
    /// - {PAYEE_DELAY} must have passed, else {Errors.ProposalNotReady}.
    function confirmPayee(uint32 provider, address payee) external;

    /// @notice Drops the payee that is proposed.
    ///
    /// @dev Emits {PayeeProposalCancelled}.
    ///
    /// Requirements:
    /// - The provider must be registered, else {Errors.ProviderNotFound}.
    /// - The sender must be its signer or guardian, else {Errors.SenderNotGuardian}.
    /// - A proposal must stand, else {Errors.ProposalNotFound}.
    function cancelPayee(uint32 provider) external;

    /// @notice Proposes another guardian. It takes effect with a confirmation, not before {PAYEE_DELAY}.
    ///
    /// @dev Emits {GuardianProposed}. A proposal that stands is replaced, and the delay begins anew.
    ///
    /// Requirements:
    /// - The provider must be registered, else {Errors.ProviderNotFound}.
    /// - The sender must be its signer, else {Errors.SenderNotSigner}, and confirmed, else {Errors.SignerUnconfirmed}.
    /// - `guardian` must be neither the signer nor the Admin of the insurer that registered the provider, nor zero unless
    ///   signing is delegated, else {Errors.AddressInvalid}.
    function proposeGuardian(uint32 provider, address guardian) external;

    /// @notice Puts the proposed guardian in. The insurer's Admin may confirm too: else a lost guardian were one for ever.
    ///
    /// @dev Emits {GuardianChanged}.
    ///
    /// Requirements:
    /// - The provider must be registered, else {Errors.ProviderNotFound}.
    /// - The sender must be its guardian or the Admin of the insurer that registered it, and not its signer too, else
    ///   {Errors.SenderNotGuardian}.
    /// - The proposal that stands must be for `guardian`, else {Errors.ProposalNotFound}.
    /// - {PAYEE_DELAY} must have passed, else {Errors.ProposalNotReady}.
    function confirmGuardian(uint32 provider, address guardian) external;

    /// @notice Drops the guardian that is proposed.
    ///
    /// @dev Emits {GuardianProposalCancelled}. Requirements are those of {cancelPayee}.
    function cancelGuardian(uint32 provider) external;

    /// @notice Replaces the signer at once. What the old one proposed is dropped.
    ///
    /// @dev Emits {SignerChanged}, after {PayeeProposalCancelled} and {GuardianProposalCancelled} where one stood.
    ///
    /// Notes:
    /// - The new signer proposes neither payee nor guardian until {confirmSigner}: it may be the guardian's own key.
    ///
    /// Requirements:
    /// - The provider must be registered, else {Errors.ProviderNotFound}.
    /// - The sender must be its guardian, and not its signer too, else {Errors.SenderNotGuardian}.
    /// - `signer` must be neither zero nor the guardian nor the insurer's Admin, else {Errors.AddressInvalid}.
    /// - Where there is no guardian signing must stay delegated, else {Errors.AddressInvalid}.
    function rotateSigner(uint32 provider, address signer, bool isDelegated) external;

    /// @notice Confirms a signer that the guardian put in.
    ///
    /// @dev Emits {SignerConfirmed}.
    ///
    /// Requirements:
    /// - The provider must be registered, else {Errors.ProviderNotFound}.
    /// - The sender must hold the Admin role of the insurer that registered the provider, or, where that is its guardian,
    ///   the AccessManager's ADMIN role, else {Errors.RoleMissing}.
    /// - The sender must be neither signer nor guardian, else {Errors.SecondKeyMissing}.
    /// - `signer` must be the provider's and not confirmed yet, else {Errors.ProposalNotFound}.
    function confirmSigner(uint32 provider, address signer) external;

    /*//////////////////////////////////////////////////////////////////////////
                                       VIEWS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Seconds from the proposal of an Admin, Treasurer or Approver to its earliest acceptance.
    function KEY_DELAY() external view returns (uint64);

    /// @notice Seconds from the proposal of a payee or guardian to its earliest confirmation.
    function PAYEE_DELAY() external view returns (uint64);

    /// @notice What is registered of a provider; all zero when it is unknown.
    function providerOf(uint32 provider) external view returns (Provider memory);

    /// @notice Who signs a provider's submissions; zero when it is unknown.
    function signerOf(uint32 provider) external view returns (address signer, bool isDelegated);

    /// @notice Who receives a provider's payouts today; zero when it is unknown.
    function payeeOf(uint32 provider) external view returns (address payee);

    /// @notice The insurer that registered a provider; zero when it is unknown.
    function registrarOf(uint32 provider) external view returns (uint32 insurer);

    /// @notice Whether the provider's signer may propose a payee or guardian; false when the provider is unknown.
    function isSignerConfirmed(uint32 provider) external view returns (bool);

    /// @notice The payee that is proposed.
    function payeeProposalOf(uint32 provider) external view returns (Proposal memory);

    /// @notice The guardian that is proposed.
    function guardianProposalOf(uint32 provider) external view returns (Proposal memory);

    /// @notice The key that was last given an insurer's role here; zero after its revocation. {hasRole} says who holds it.
    function keyOf(uint32 insurer, Role role) external view returns (address key);

    /// @notice The key that is proposed for an insurer's role.
    function keyProposalOf(uint32 insurer, Role role) external view returns (Proposal memory);

    /// @notice How many insurers are registered.
    function insurerCount() external view returns (uint32);

    /// @notice Whether the insurer is registered.
    function isInsurer(uint32 insurer) external view returns (bool);

    /// @notice How many providers are registered.
    function providerCount() external view returns (uint32);

    /// @notice Whether `account` holds `role` for `insurer`, without a delay.
    function hasRole(uint32 insurer, Role role, address account) external view returns (bool);
}
