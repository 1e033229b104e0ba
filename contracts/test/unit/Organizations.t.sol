// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {Organizations} from "../../src/Organizations.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Parties} from "../support/Parties.sol";

/// @notice Registration of insurers and providers. Their changes are in Keys.t.sol and Payees.t.sol.
contract OrganizationsTest is Parties {
    /*//////////////////////////////////////////////////////////////////////////
                                     INSURERS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RegisterInsurer_GrantsSixRoles() public {
        address[6] memory keys = [address(11), address(12), address(13), address(14), address(15), address(16)];
        vm.expectEmit(address(organizations));
        emit IOrganizations.InsurerRegistered(2, keys[0]);
        for (uint256 role = 0; role < 6; ++role) {
            vm.expectEmit(address(organizations));
            emit IOrganizations.KeyChanged(2, IOrganizations.Role(role), keys[role], address(0));
        }
        vm.prank(operator);
        organizations.registerInsurer(2, keys);

        assertEq(organizations.insurerCount(), 2, "count");
        assertEq(organizations.isInsurer(2), true, "registered");
        for (uint256 role = 0; role < 6; ++role) {
            assertEq(organizations.keyOf(2, IOrganizations.Role(role)), keys[role], "key");
            for (uint256 key = 0; key < 6; ++key) {
                bool holds = organizations.hasRole(2, IOrganizations.Role(role), keys[key]);
                assertEq(holds, role == key, "a key holds its role and no other");
            }
            assertEq(organizations.hasRole(1, IOrganizations.Role(role), keys[role]), false, "not of another insurer");
            _assertNoSystemRole(keys[role]);
        }
    }

    function _assertNoSystemRole(address account) private view {
        for (uint64 role = 0; role < 256; ++role) {
            (bool isMember,) = manager.hasRole(role, account);
            assertEq(isMember, false, "no role of the system");
        }
    }

    function test_RoleIds_ApproverIsLast() public view {
        assertEq(organizations.hasRole(INSURER, IOrganizations.Role.Approver, approver), true, "approver");
        (bool isMember,) = manager.hasRole((uint64(INSURER) << 8) | 5, approver);
        assertEq(isMember, true, "index 5");
    }

    function test_Authority_IsTheManager() public view {
        assertEq(organizations.authority(), address(manager), "authority");
    }

    function test_RevertWhen_CallerNotOperator() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.ADMIN, admin));
        vm.prank(admin);
        organizations.registerInsurer(2, insurerKeys());
    }

    function test_RevertWhen_InsurerIdTaken() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.IdTaken.selector, 1));
        vm.prank(operator);
        organizations.registerInsurer(1, insurerKeys());
    }

    function test_RevertWhen_InsurerIdZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.IdTaken.selector, 0));
        vm.prank(operator);
        organizations.registerInsurer(0, insurerKeys());
    }

    /// @dev Insurer zero's role ids would be ADMIN, POSTER and PAYER.
    function test_RevertWhen_ActingForInsurerZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.InsurerNotFound.selector, 0));
        vm.prank(operator);
        organizations.registerProvider(0, 1, providerInfo(1));
    }

    function test_RevertWhen_InsurerKeyIsZero() public {
        address[6] memory keys = insurerKeys();
        keys[5] = address(0);
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(0)));
        vm.prank(operator);
        organizations.registerInsurer(2, keys);
    }

    function test_RevertGiven_OrganizationsNotAdmin() public {
        vm.prank(operator);
        manager.revokeRole(RoleIds.ADMIN, address(organizations));
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessManager.AccessManagerUnauthorizedAccount.selector, address(organizations), RoleIds.ADMIN
            )
        );
        vm.prank(operator);
        organizations.registerInsurer(2, insurerKeys());
    }

    function test_RevertWhen_ManagerHasNoCode() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, stranger));
        new Organizations(stranger);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     PROVIDERS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RegisterProvider_KeepsInfo() public {
        IOrganizations.Provider memory info = providerInfo(1);
        info.isDelegated = true;
        vm.expectEmit(address(organizations));
        emit IOrganizations.ProviderRegistered(1, INSURER, info.signer, info.payee, info.guardian, true);
        vm.prank(admin);
        organizations.registerProvider(INSURER, 1, info);

        assertEq(abi.encode(organizations.providerOf(1)), abi.encode(info), "info");
        (address signer, bool isDelegated) = organizations.signerOf(1);
        assertEq(signer, info.signer, "signerOf");
        assertEq(isDelegated, true, "signerOf delegated");
        assertEq(organizations.payeeOf(1), info.payee, "payeeOf");
        assertEq(organizations.registrarOf(1), INSURER, "registrar");
        assertEq(organizations.isSignerConfirmed(1), true, "confirmed");
        assertEq(organizations.providerCount(), 1, "count");
    }

    function test_RegisterProvider_AnyOrder() public {
        for (uint32 id = 9; id > 6; --id) {
            registerProvider(id);
        }
        assertEq(organizations.providerCount(), 3, "count");
        assertEq(organizations.payeeOf(7), payeeOf(7), "payee");
    }

    function test_RegisterProvider_DelegatedNeedsNoGuardian() public {
        registerDelegated(1);
        assertEq(organizations.providerOf(1).guardian, address(0), "guardian");
    }

    function test_ProviderOf_UnknownIsZero() public view {
        assertEq(organizations.providerOf(9).signer, address(0), "signer");
        assertEq(organizations.payeeOf(9), address(0), "payee");
        assertEq(organizations.registrarOf(9), 0, "registrar");
        assertEq(organizations.isSignerConfirmed(9), false, "confirmed");
    }

    /// @dev What a receipt and a payout read of a provider is one slot each: a second one would cost 2,100 more.
    function test_SignerOfAndPayeeOf_ReadOneSlot() public {
        registerProvider(1);
        assertEq(_reads(abi.encodeCall(organizations.signerOf, (1))), 1, "signerOf");
        assertEq(_reads(abi.encodeCall(organizations.payeeOf, (1))), 1, "payeeOf");
    }

    function _reads(bytes memory call) private returns (uint256) {
        vm.record();
        (bool isDone,) = address(organizations).staticcall(call);
        assertEq(isDone, true, "call");
        (bytes32[] memory slots,) = vm.accesses(address(organizations));
        for (uint256 i = 1; i < slots.length; ++i) {
            assertEq(slots[i], slots[0], "the same slot");
        }
        return slots.length == 0 ? 0 : 1;
    }

    function test_RevertWhen_CallerNotAdmin() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(256), gateway));
        vm.prank(gateway);
        organizations.registerProvider(INSURER, 1, providerInfo(1));
    }

    function test_RevertWhen_AdminOfAnotherInsurer() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(512), admin));
        vm.prank(admin);
        organizations.registerProvider(2, 1, providerInfo(1));
    }

    function test_RevertGiven_KeyRevoked() public {
        vm.prank(operator);
        manager.revokeRole(256, admin);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(256), admin));
        vm.prank(admin);
        organizations.registerProvider(INSURER, 1, providerInfo(1));
    }

    function test_RevertGiven_KeyWithDelay() public {
        vm.prank(operator);
        manager.grantRole(256, stranger, 1 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(256), stranger));
        vm.prank(stranger);
        organizations.registerProvider(INSURER, 1, providerInfo(1));
    }

    function test_RevertWhen_ProviderIdTaken() public {
        registerProvider(1);
        vm.expectRevert(abi.encodeWithSelector(Errors.IdTaken.selector, 1));
        vm.prank(admin);
        organizations.registerProvider(INSURER, 1, providerInfo(1));
    }

    function test_RevertWhen_ProviderIdZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.IdTaken.selector, 0));
        vm.prank(admin);
        organizations.registerProvider(INSURER, 0, providerInfo(1));
    }

    function test_RevertWhen_SignerIsZero() public {
        IOrganizations.Provider memory info = providerInfo(1);
        info.signer = address(0);
        _expectRefused(info, address(0));
    }

    function test_RevertWhen_PayeeIsZero() public {
        IOrganizations.Provider memory info = providerInfo(1);
        info.payee = address(0);
        _expectRefused(info, address(0));
    }

    function test_RevertWhen_GuardianIsZeroWithoutDelegation() public {
        IOrganizations.Provider memory info = providerInfo(1);
        info.guardian = address(0);
        _expectRefused(info, address(0));
    }

    function test_RevertWhen_SignerIsGuardian() public {
        IOrganizations.Provider memory info = providerInfo(1);
        info.guardian = info.signer;
        _expectRefused(info, info.signer);
    }

    function test_RevertWhen_SignerIsAdmin() public {
        IOrganizations.Provider memory info = providerInfo(1);
        info.signer = admin;
        _expectRefused(info, admin);
    }

    function test_RevertWhen_GuardianIsAdmin() public {
        IOrganizations.Provider memory info = providerInfo(1);
        info.guardian = admin;
        _expectRefused(info, admin);
    }

    function _expectRefused(IOrganizations.Provider memory info, address given) private {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, given));
        vm.prank(admin);
        organizations.registerProvider(INSURER, 1, info);
    }
}
