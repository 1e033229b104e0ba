// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {Consents} from "../../src/Consents.sol";
import {Credentials} from "../../src/Credentials.sol";
import {Organizations} from "../../src/Organizations.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Test} from "./Test.sol";

/// @notice The contracts about parties alone, one insurer and the system's authorities. No ledger, no money.
abstract contract Parties is Test {
    uint32 internal constant INSURER = 1;

    address internal operator = address(0xA0);
    address internal admin = address(0xA1);
    address internal gateway = address(0xA2);
    address internal adjudicator = address(0xA3);
    address internal treasurer = address(0xA4);
    address internal enroller = address(0xA5);
    address internal approver = address(0xA6);
    address internal licensor = address(0xB3);
    address internal providerEnroller = address(0xB4);
    address internal excluder = address(0xB5);
    address internal stranger = address(0xBAD);

    AccessManager internal manager;
    Organizations internal organizations;
    Credentials internal credentials;
    Consents internal consents;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        manager = new AccessManager(operator);
        organizations = new Organizations(address(manager));
        credentials = new Credentials(address(manager), organizations);
        consents = new Consents(address(manager));
        vm.startPrank(operator);
        manager.grantRole(RoleIds.ADMIN, address(organizations), 0);
        manager.grantRole(RoleIds.LICENSOR, licensor, 0);
        manager.grantRole(RoleIds.PROVIDER_ENROLLER, providerEnroller, 0);
        manager.grantRole(RoleIds.EXCLUDER, excluder, 0);
        vm.stopPrank();
        registerInsurer(INSURER);
    }

    function insurerKeys() internal view returns (address[6] memory) {
        return [admin, gateway, adjudicator, treasurer, enroller, approver];
    }

    function registerInsurer(uint32 insurer) internal {
        vm.prank(operator);
        organizations.registerInsurer(insurer, insurerKeys());
    }

    function registerProvider(uint32 provider) internal {
        vm.prank(admin);
        organizations.registerProvider(INSURER, provider, providerInfo(provider));
    }

    /// @dev A provider that delegates signing and has no guardian.
    function registerDelegated(uint32 provider) internal {
        IOrganizations.Provider memory info = providerInfo(provider);
        (info.guardian, info.isDelegated) = (address(0), true);
        vm.prank(admin);
        organizations.registerProvider(INSURER, provider, info);
    }

    function providerInfo(uint32 provider) internal pure returns (IOrganizations.Provider memory) {
        return IOrganizations.Provider({
            signer: signerOf(provider), payee: payeeOf(provider), guardian: guardianOf(provider), isDelegated: false
        });
    }

    function signerOf(uint32 provider) internal pure returns (address) {
        return address(uint160(0x51600000) + provider);
    }

    function guardianOf(uint32 provider) internal pure returns (address) {
        return address(uint160(0x60A00000) + provider);
    }

    function payeeOf(uint32 provider) internal pure returns (address) {
        return address(uint160(0xCAFE0000) + provider);
    }

    /// @dev The time of the block. The optimizer takes `block.timestamp` for one value in a test, whatever is warped.
    function time() internal view returns (uint64) {
        return uint64(vm.getBlockTimestamp());
    }

    function wait(uint256 duration) internal {
        vm.warp(time() + duration);
    }

    /// @dev Whether a call by `sender` went through.
    function tryAs(address sender, address target, bytes memory data) internal returns (bool isDone) {
        vm.prank(sender);
        (isDone,) = target.call(data);
    }
}
