// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IOrganizations
/// @notice Insurers, providers and who may sign for them.
interface IOrganizations {
    /// @notice What an insurer's key may do. Each is a role of the AccessManager: `insurer << 8 | role`.
    enum Role {
        Admin, // manages providers and plans
        Gateway, // posts receipts
        Adjudicator, // settles
        Treasurer, // funds and withdraws
        Enroller, // opens coverage years
        Approver // allows payouts above the daily cap
    }

    struct Provider {
        address signer; // signs submissions
        address payee; // receives payouts
        bool isDelegated; // the signer's key is held by the gateway
    }

    event InsurerRegistered(uint32 indexed insurer, address indexed admin);
    event ProviderRegistered(
        uint32 indexed provider, uint32 indexed registeredBy, address signer, address payee, bool isDelegated
    );

    /// @notice Registers an insurer and grants each of its roles to a key. The id is chosen by the caller.
    ///
    /// @dev Emits {InsurerRegistered}; the AccessManager emits one `RoleGranted` a role.
    ///
    /// Requirements:
    /// - The sender must hold the AccessManager's ADMIN role, else {Errors.RoleMissing}.
    /// - This contract must hold it too, else the manager's `AccessManagerUnauthorizedAccount`.
    /// - `insurer` must be nonzero and not in use, else {Errors.IdTaken}.
    /// - No key may be zero, else {Errors.AddressInvalid}.
    ///
    /// @param keys In the order of {Role}. One address may stand for several.
    function registerInsurer(uint32 insurer, address[6] calldata keys) external;

    /// @notice Registers a provider on behalf of an insurer. The id is chosen by the caller, over all insurers.
    ///
    /// @dev Emits {ProviderRegistered}.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Admin role, else {Errors.RoleMissing}.
    /// - `provider` must be nonzero and not in use, else {Errors.IdTaken}.
    /// - Signer and payee must not be zero, else {Errors.AddressInvalid}.
    function registerProvider(uint32 insurer, uint32 provider, Provider calldata info) external;

    /// @notice What is registered of a provider; all zero when it is unknown.
    function providerOf(uint32 provider) external view returns (Provider memory);

    /// @notice Who signs a provider's submissions; zero when it is unknown.
    function signerOf(uint32 provider) external view returns (address signer, bool isDelegated);

    /// @notice Who receives a provider's payouts; zero when it is unknown.
    function payeeOf(uint32 provider) external view returns (address payee);

    /// @notice How many insurers are registered.
    function insurerCount() external view returns (uint32);

    /// @notice Whether the insurer is registered.
    function isInsurer(uint32 insurer) external view returns (bool);

    /// @notice How many providers are registered.
    function providerCount() external view returns (uint32);

    /// @notice Whether `account` holds `role` for `insurer`, without a delay.
    function hasRole(uint32 insurer, Role role, address account) external view returns (bool);
}
