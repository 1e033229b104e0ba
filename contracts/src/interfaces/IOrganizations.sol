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
        Enroller // opens coverage years
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

    /// @notice Registers an insurer and grants `admin` its Admin role. The id is chosen by the caller: nonzero and not in use (intents of several signers reach the chain in any order).
    function registerInsurer(uint32 insurer, address[5] calldata keys) external;

    /// @notice Registers a provider on behalf of an insurer. The id is chosen by the caller: nonzero and not in use (intents of several signers reach the chain in any order).
    function registerProvider(uint32 insurer, uint32 provider, Provider calldata info) external;

    function providerOf(uint32 provider) external view returns (Provider memory);
    function insurerCount() external view returns (uint32);
    function providerCount() external view returns (uint32);

    /// @notice Whether `account` holds `role` for `insurer`, without a delay.
    function hasRole(uint32 insurer, Role role, address account) external view returns (bool);
}
