// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {Organizations} from "../../src/Organizations.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Fixture} from "../support/Fixture.sol";

contract OrganizationsTest is Fixture {
    function test_RegisterInsurer_GrantsFiveRoles() public {
        address[5] memory keys = [address(11), address(12), address(13), address(14), address(15)];
        vm.expectEmit(address(organizations));
        emit IOrganizations.InsurerRegistered(2, keys[0]);
        vm.prank(operator);
        organizations.registerInsurer(2, keys);

        assertEq(organizations.insurerCount(), 2, "count");
        for (uint256 role = 0; role < 5; ++role) {
            for (uint256 key = 0; key < 5; ++key) {
                bool holds = organizations.hasRole(2, IOrganizations.Role(role), keys[key]);
                assertEq(holds, role == key, "a key holds its role and no other");
            }
            assertEq(organizations.hasRole(1, IOrganizations.Role(role), keys[role]), false, "not of another insurer");
            _assertNoSystemRole(keys[role]);
        }
    }

    function _assertNoSystemRole(address account) private view {
        for (uint64 role = RoleIds.ADMIN; role <= RoleIds.PAYER; ++role) {
            (bool isMember,) = manager.hasRole(role, account);
            assertEq(isMember, false, "no role of the system");
        }
    }

    function test_RegisterProvider_KeepsInfo() public {
        IOrganizations.Provider memory info = providerInfo(1);
        info.isDelegated = true;
        vm.expectEmit(address(organizations));
        emit IOrganizations.ProviderRegistered(1, INSURER, info.signer, info.payee, true);
        vm.prank(admin);
        organizations.registerProvider(INSURER, 1, info);

        IOrganizations.Provider memory kept = organizations.providerOf(1);
        assertEq(kept.signer, info.signer, "signer");
        assertEq(kept.payee, info.payee, "payee");
        assertEq(kept.isDelegated, true, "delegated");
        (address signer, bool isDelegated) = organizations.signerOf(1);
        assertEq(signer, info.signer, "signerOf");
        assertEq(isDelegated, true, "signerOf delegated");
        assertEq(organizations.payeeOf(1), info.payee, "payeeOf");
        assertEq(organizations.providerCount(), 1, "count");
    }

    function test_ProviderOf_UnknownIsZero() public view {
        assertEq(organizations.providerOf(9).signer, address(0), "signer");
        assertEq(organizations.payeeOf(9), address(0), "payee");
    }

    function test_Authority_IsTheManager() public view {
        assertEq(organizations.authority(), address(manager), "authority");
    }

    function test_RevertWhen_CallerNotOperator() public {
        address[5] memory keys = [admin, gateway, adjudicator, treasurer, enroller];
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.ADMIN, admin));
        vm.prank(admin);
        organizations.registerInsurer(2, keys);
    }

    function test_RegisterProvider_AnyOrder() public {
        for (uint32 id = 9; id > 6; --id) {
            IOrganizations.Provider memory info = providerInfo(id);
            vm.prank(admin);
            organizations.registerProvider(INSURER, id, info);
        }
        assertEq(organizations.providerCount(), 3, "count");
        assertEq(organizations.payeeOf(7), payeeOf(7), "payee");
    }

    function test_RevertWhen_InsurerIdTaken() public {
        address[5] memory keys = [admin, gateway, adjudicator, treasurer, enroller];
        vm.expectRevert(abi.encodeWithSelector(Errors.IdTaken.selector, 1));
        vm.prank(operator);
        organizations.registerInsurer(1, keys);
    }

    function test_RevertWhen_InsurerIdZero() public {
        address[5] memory keys = [admin, gateway, adjudicator, treasurer, enroller];
        vm.expectRevert(abi.encodeWithSelector(Errors.IdTaken.selector, 0));
        vm.prank(operator);
        organizations.registerInsurer(0, keys);
    }

    /// @dev Insurer zero's role ids would be ADMIN, POSTER and PAYER.
    function test_RevertWhen_ActingForInsurerZero() public {
        IOrganizations.Provider memory info = providerInfo(1);
        vm.expectRevert(abi.encodeWithSelector(Errors.InsurerNotFound.selector, 0));
        vm.prank(operator);
        organizations.registerProvider(0, 1, info);
    }

    function test_RevertWhen_InsurerKeyIsZero() public {
        address[5] memory keys = [admin, gateway, adjudicator, address(0), enroller];
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(0)));
        vm.prank(operator);
        organizations.registerInsurer(2, keys);
    }

    function test_RevertGiven_OrganizationsNotAdmin() public {
        address[5] memory keys = [admin, gateway, adjudicator, treasurer, enroller];
        vm.prank(operator);
        manager.revokeRole(RoleIds.ADMIN, address(organizations));
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessManager.AccessManagerUnauthorizedAccount.selector, address(organizations), RoleIds.ADMIN
            )
        );
        vm.prank(operator);
        organizations.registerInsurer(2, keys);
    }

    function test_RevertWhen_CallerNotAdmin() public {
        IOrganizations.Provider memory info = providerInfo(1);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(256), gateway));
        vm.prank(gateway);
        organizations.registerProvider(INSURER, 1, info);
    }

    function test_RevertWhen_AdminOfAnotherInsurer() public {
        IOrganizations.Provider memory info = providerInfo(1);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(512), admin));
        vm.prank(admin);
        organizations.registerProvider(2, 1, info);
    }

    function test_RevertGiven_KeyRevoked() public {
        IOrganizations.Provider memory info = providerInfo(1);
        vm.prank(operator);
        manager.revokeRole(256, admin);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(256), admin));
        vm.prank(admin);
        organizations.registerProvider(INSURER, 1, info);
    }

    function test_RevertGiven_KeyWithDelay() public {
        IOrganizations.Provider memory info = providerInfo(1);
        vm.prank(operator);
        manager.grantRole(256, stranger, 1 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(256), stranger));
        vm.prank(stranger);
        organizations.registerProvider(INSURER, 1, info);
    }

    function test_RevertWhen_ProviderIdTaken() public {
        registerProviders(1);
        IOrganizations.Provider memory info = providerInfo(1);
        vm.expectRevert(abi.encodeWithSelector(Errors.IdTaken.selector, 1));
        vm.prank(admin);
        organizations.registerProvider(INSURER, 1, info);
    }

    function test_RevertWhen_ProviderIdZero() public {
        IOrganizations.Provider memory info = providerInfo(1);
        vm.expectRevert(abi.encodeWithSelector(Errors.IdTaken.selector, 0));
        vm.prank(admin);
        organizations.registerProvider(INSURER, 0, info);
    }

    function test_RevertWhen_SignerIsZero() public {
        IOrganizations.Provider memory info = providerInfo(1);
        info.signer = address(0);
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(0)));
        vm.prank(admin);
        organizations.registerProvider(INSURER, 1, info);
    }

    function test_RevertWhen_PayeeIsZero() public {
        IOrganizations.Provider memory info = providerInfo(1);
        info.payee = address(0);
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(0)));
        vm.prank(admin);
        organizations.registerProvider(INSURER, 1, info);
    }

    function test_RevertWhen_ManagerHasNoCode() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, stranger));
        new Organizations(stranger);
    }
}
